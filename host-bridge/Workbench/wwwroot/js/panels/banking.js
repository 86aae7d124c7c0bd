import { h, onChange, setText } from '../dom.js';
import { formatAmount, formatTime, t, word } from '../i18n.js';
import { createPaymentKey } from './paymentKey.js';

const USUAL_AMOUNT = '300.00';
const OPEN_STATES = ['reserved', 'asked', 'confirmed'];
const MOST_ROWS = 10;
const GOOD_STATES = ['confirmed', 'approved', 'dispensed', 'redeemed'];
const BAD_STATES = ['declined', 'refused', 'not-dispensed', 'reversed', 'expired', 'cancelled'];

/** The customer's online banking, before and after he logs in. */
export function create(body, { api, world, head }) {
  const door = createDoor(api);
  const logOut = h('button', { class: 'button button--quiet', type: 'button', t: 'banking.log-out', test: 'banking-logout', onclick: () => api.post('/customer/logout') });
  const account = h('div', { class: 'banking__account' });
  const reservations = createReservations(api, world);
  const key = createPaymentKey(api);
  const history = h('div', { class: 'stack' });
  const inside = h('div', { class: 'stack' }, account, createReserve(api), reservations.element, key.element, history);
  head.append(logOut);
  body.append(door.element, inside);

  const drawAccount = onChange(({ name, card, balance, available, currency }) => account.replaceChildren(
    h('p', {}, h('strong', {}, name), h('span', { class: 'soft small mono' }, ` ${card}`)),
    h('dl', { class: 'banking__sums' },
      sum('banking.balance', balance, currency, 'banking-balance'), sum('banking.available', available, currency, 'banking-available'))));
  const drawHistory = onChange(({ orders, payments }) => history.replaceChildren(
    listOf('banking.orders', orders, 'banking-orders', one =>
      [word('order-kind', one.kind), formatAmount(one.amount, one.currency), mark('order-state', one.state), one.reason ? word('reason', one.reason) : '']),
    listOf('banking.payments', payments, 'banking-payments', one =>
      [one.merchant, formatAmount(one.amount, one.currency), mark('payment-state', one.state), formatTime(one.at)])));

  return {
    show({ customer }) {
      door.element.hidden = customer.loggedIn;
      inside.hidden = logOut.hidden = !customer.loggedIn;
      door.show(customer);
      drawAccount((({ name, card, balance, available, currency }) => ({ name, card, balance, available, currency }))(customer));
      reservations.show(customer.reservations);
      key.show(customer.paymentKey);
      drawHistory({ orders: customer.orders.slice(0, MOST_ROWS), payments: customer.payments.slice(0, MOST_ROWS) });
    },
    tick: reservations.tick,
  };
}

function createDoor(api) {
  const phone = h('input', { id: 'banking-phone', autocomplete: 'off', inputmode: 'tel', maxlength: 20, required: true, test: 'banking-phone' });
  const password = h('input', { id: 'banking-password', autocomplete: 'off', maxlength: 100, required: true, spellcheck: 'false', test: 'banking-password' });
  let filledFor;
  return {
    element: h('form', { class: 'banking__door stack', onsubmit: event => {
      event.preventDefault();
      api.post('/customer/login', { phone: phone.value.trim(), password: password.value });
    } },
    h('div', { class: 'field' }, h('label', { for: 'banking-phone', t: 'banking.phone' }), phone),
    h('div', { class: 'field' }, h('label', { for: 'banking-password', t: 'banking.password' }), password),
    h('p', { class: 'soft small', t: 'banking.filled-in' }),
    h('div', { class: 'row' }, h('button', { class: 'button button--first', type: 'submit', t: 'banking.log-in', test: 'banking-login', control: 'customer.login' }))),
    show(customer) {
      if (filledFor !== customer.phone) {
        filledFor = customer.phone;
        phone.value = customer.phone;
        password.value = customer.password;
      }
    },
  };
}

function createReserve(api) {
  const amount = h('input', { id: 'banking-amount', value: USUAL_AMOUNT, inputmode: 'decimal', maxlength: 12, size: 9, required: true, test: 'banking-amount' });
  const holder = name => h('label', { class: 'choice__one' },
    h('input', { type: 'radio', name: 'banking-holder', value: name, checked: name === 'token', test: `banking-holder-${name}` }), h('span', { t: `banking.holder-${name}` }));
  const form = h('form', { class: 'stack stack--tight', onsubmit: event => {
    event.preventDefault();
    api.post('/customer/reservations', { amount: withDecimals(amount.value), holder: form.querySelector(':checked').value });
  } },
  h('h3', { t: 'banking.reserve-title' }),
  h('div', { class: 'row banking__reserve' },
    h('div', { class: 'field' }, h('label', { for: 'banking-amount', t: 'banking.amount' }), amount),
    h('fieldset', { class: 'field' }, h('legend', { class: 'soft small', t: 'banking.holder' }), h('div', { class: 'choice__all' }, holder('token'), holder('phone'))),
    h('button', { class: 'button button--first', type: 'submit', t: 'banking.reserve', test: 'banking-reserve', control: 'customer.reserve' })));
  return form;
}

// 300 and 300.5 are what people type.
const withDecimals = text => (/^\d+([.]\d?)?$/.test(text.trim()) ? Number(text).toFixed(2) : text.trim());

function createReservations(api, world) {
  const list = h('ul', { class: 'banking__list', test: 'banking-reservations' });
  const draw = onChange(rows => {
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.testid : undefined;
    const inRow = document.activeElement.closest('li')?.dataset.reference;
    list.replaceChildren(...rows.slice(0, MOST_ROWS).map(row => rowOf(api, row)));
    list.querySelector(`[data-reference="${inRow}"] [data-testid="${focused}"]`)?.focus({ preventScroll: true });
    tick();
  });

  function tick() {
    for (const left of list.querySelectorAll('[data-expires]')) {
      const seconds = Math.max(0, Math.floor((Date.parse(left.dataset.expires) - world.utcMs) / 1000));
      setText(left, seconds < 60 ? t('banking.left-seconds', { seconds }) : t('banking.left-minutes', { minutes: Math.floor(seconds / 60) }));
    }
  }

  return { element: list, show: draw, tick };
}

function rowOf(api, row) {
  const { reference, state, code } = row;
  const path = `/customer/reservations/${reference}`;
  const isOpen = OPEN_STATES.includes(state);
  return h('li', { class: 'banking__row', 'data-reference': reference, test: 'reservation' },
    h('div', { class: 'row row--apart' },
      h('strong', { class: 'number' }, formatAmount(row.amount, row.currency)),
      h('span', { class: 'soft small' }, t(`banking.holder-${row.holder}`)),
      mark('reservation-state', state, 'reservation-state')),
    h('p', { class: 'soft small' },
      h('span', { class: 'mono' }, reference), isOpen && ' · ', isOpen && h('span', { 'data-expires': row.expires }), row.terminal ? ` · ${row.terminal}` : ''),
    code !== null && isOpen && h('p', { class: 'small' }, word('code-token', code.token)),
    isOpen && h('div', { class: 'row' },
      state === 'reserved' && h('button', {
        class: 'button button--first', type: 'button', t: 'banking.ask', test: 'reservation-ask', control: 'customer.code', onclick: () => api.post(`${path}/code`, {}),
      }),
      state !== 'reserved' && h('button', { class: 'button', type: 'button', t: 'banking.anew', hint: 'banking.anew-hint', test: 'reservation-anew', onclick: () => api.post(`${path}/code`, { anew: true }) }),
      h('button', { class: 'button', type: 'button', t: 'banking.cancel', test: 'reservation-cancel', onclick: () => api.delete(path) })));
}

function sum(label, amount, currency, test) {
  return h('div', {}, h('dt', { class: 'soft small', t: label }), h('dd', { class: 'banking__sum number', test }, formatAmount(amount, currency)));
}

function mark(group, state, test) {
  const kind = GOOD_STATES.includes(state) ? ' mark--good' : BAD_STATES.includes(state) ? ' mark--bad' : ' mark--busy';
  return h('span', { class: `mark${kind}`, 'data-state': state, test }, word(group, state));
}

function listOf(title, rows, test, cells) {
  return rows.length === 0 ? '' : h('div', {}, h('h3', { t: title }),
    h('ul', { class: 'banking__list banking__list--plain', test }, rows.map(row => h('li', { class: 'row row--apart small' }, cells(row).filter(cell => cell !== '').map(cell => h('span', {}, cell))))));
}
