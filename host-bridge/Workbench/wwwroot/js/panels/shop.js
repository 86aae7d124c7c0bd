import { h, onChange, setText } from '../dom.js';
import { formatAmount, t, word } from '../i18n.js';
import { createPicture } from '../picture.js';

const USUAL_AMOUNT = '45.00';
const SUBJECTS = ['token', 'phone'];
const BAD_STATES = ['refused', 'cancelled', 'reversed'];
const GOOD_STATES = ['approved', 'completed'];

/** The shop's till: the amount, its way to the terminal, and the camera that scans payment codes. */
export function create(body, { api, world }) {
  const amount = h('input', { id: 'shop-amount', value: USUAL_AMOUNT, inputmode: 'decimal', autocomplete: 'off', maxlength: 13, size: 7, test: 'shop-amount' });
  const order = h('p', { class: 'shop__said', role: 'status', test: 'shop-order' });
  const verdict = h('p', { class: 'shop__said', role: 'status', test: 'shop-verdict' });
  const subjects = createChoice();
  const canvas = h('canvas', { class: 'shop__shot', width: 640, height: 480, role: 'img', test: 'shop-shot' });
  const shot = createPicture(canvas, () => api.url('/shop/shot.png'));
  const form = h('form', { class: 'row shop__amount', onsubmit: event => {
    event.preventDefault();
    api.post('/shop/amount', { amount: withDecimals(amount.value) });
  } },
  h('div', { class: 'field' }, h('label', { for: 'shop-amount', t: 'shop.amount' }), amount),
  h('button', { class: 'button button--first', type: 'submit', t: 'shop.to-terminal', test: 'shop-to-terminal', control: 'shop.amount' }));
  const scan = h('button', {
    class: 'button button--first', type: 'button', t: 'shop.scan', test: 'shop-scan', control: 'shop.scan',
    onclick: () => api.post('/shop/scan', { amount: withDecimals(amount.value), subject: subjects.value }),
  });

  body.classList.add('shop');
  body.append(
    h('div', { class: 'stack stack--tight' }, form, order),
    h('div', { class: 'stack stack--tight shop__camera' },
      h('h3', { t: 'shop.camera' }),
      h('div', { class: 'row shop__scan' }, subjects.element, scan),
      verdict, canvas));

  const drawOrder = onChange(one => {
    order.dataset.state = one?.state ?? '';
    order.replaceChildren(...one === null ? [h('span', { class: 'soft' }, t('shop.no-order'))] : [
      `${word('order-kind', one.kind)} `, h('strong', { class: 'number' }, formatAmount(one.amount, one.currency)), ' ',
      h('span', { class: `mark ${kindOf(one.state)}`, test: 'shop-order-state' }, word('order-state', one.state)),
      one.reason ? ` ${word('reason', one.reason)}` : '', h('span', { class: 'soft small mono shop__reference' }, one.reference)]);
  });
  const drawVerdict = onChange(({ last, shots }) => {
    verdict.dataset.outcome = last?.outcome ?? '';
    verdict.className = `shop__said${last ? ` shop__said--${last.outcome === 'approved' ? 'good' : 'bad'}` : ''}`;
    setText(verdict, last
      ? t(`shop.outcome-${last.outcome}`, { amount: formatAmount(last.amount, last.currency), reason: last.reason && (last.outcome !== 'unreachable' || last.reason !== 'not-reached') ? word('reason', last.reason) : '' }).trim()
      : t(shots > 0 ? 'shop.asking' : 'shop.no-scan'));
    canvas.setAttribute('aria-label', t(shots > 0 ? 'shop.shot' : 'shop.no-scan'));
    canvas.hidden = shots === 0;
  });

  return {
    begin: shot.forget,
    show({ id, shop }) {
      drawOrder(shop.order);
      drawVerdict({ last: shop.scan, shots: shop.shots });
      shot.show(shop.shots > 0 ? `${id} ${shop.shots}` : null);
      scan.disabled = world.state.shop.shots > 0 && shop.scan === null;
    },
  };
}

const kindOf = state => (GOOD_STATES.includes(state) ? 'mark--good' : BAD_STATES.includes(state) ? 'mark--bad' : 'mark--busy');

// 45 and 45.5 are what people type.
const withDecimals = text => (/^\d+([.]\d?)?$/.test(text.trim()) ? Number(text).toFixed(2) : text.trim());

function createChoice() {
  const radios = SUBJECTS.map((name, at) => h('input', { type: 'radio', name: 'shop-subject', value: name, checked: at === 0, test: `shop-subject-${name}` }));
  return {
    element: h('fieldset', { class: 'field' }, h('legend', { class: 'soft small', t: 'shop.shows' }),
      h('div', { class: 'choice__all' }, radios.map(radio => h('label', { class: 'choice__one' }, radio, h('span', { t: `shop.subject-${radio.value}` }))))),
    get value() {
      return radios.find(radio => radio.checked).value;
    },
  };
}
