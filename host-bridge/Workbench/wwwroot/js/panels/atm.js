import { h, onChange, setText } from '../dom.js';
import { formatAmount, hasText, t, word } from '../i18n.js';
import { createKeypad, isDigit } from '../keypad.js';

const KEYS = ['1', '2', '3', 'cancel', '4', '5', '6', 'clear', '7', '8', '9', 'enter', '0'];
const BY_KEYBOARD = { Enter: 'enter', Backspace: 'clear', Delete: 'clear', Escape: 'cancel' };
const DISPENSER = ['paid', 'nothing-paid', 'jammed'];

/** The ATM: screen, keypad, banknotes; and what a customer knows who stands before it. */
export function create(body, { api, world, head }) {
  const press = (...keys) => api.post('/atm/keys', { keys });
  const line = h('p', { class: 'atm__line' });
  const typed = h('p', { class: 'atm__typed', test: 'atm-typed' });
  const more = h('p', { class: 'atm__more' });
  const screen = h('div', { class: 'atm__screen', role: 'status', test: 'atm-screen' }, line, typed, more);
  const keypad = createKeypad({
    name: 'atm', label: 'atm.keypad', control: 'atm.keys', keys: KEYS, byKeyboard: BY_KEYBOARD,
    face: key => isDigit(key) ? [{}, key] : [{ t: `atm.key-${key}` }, null],
  }, press);
  const take = h('button', { class: 'atm__notes', type: 'button', test: 'atm-take', onclick: () => api.post('/atm/notes/take') });
  const tray = h('div', { class: 'atm__tray', control: 'atm.take' }, take);
  const phone = h('button', { class: 'button', type: 'button', hint: 'atm.type-hint', test: 'atm-type-phone', onclick: () => press(...world.state.customer.phone.replace(/\D/g, ''), 'enter') });
  const pin = h('button', { class: 'button', type: 'button', hint: 'atm.type-hint', test: 'atm-type-pin', onclick: () => press(...world.state.customer.pickupPin, 'enter') });
  const dispenser = h('select', { class: 'atm__dispenser', label: 'atm.dispenser', hint: 'atm.dispenser', test: 'atm-dispenser', onchange: () => api.put('/atm/dispenser', { result: dispenser.value }) },
    DISPENSER.map(result => h('option', { value: result, t: `atm.dispenser-${result}` })));
  const id = h('span', { class: 'mono small soft' });

  head.append(id, dispenser);
  body.append(
    h('div', { class: 'atm' }, screen, h('div', { class: 'atm__desk' }, keypad, tray)),
    h('div', { class: 'row atm__aside', role: 'group', label: 'atm.known' }, phone, pin));

  const drawScreen = onChange(({ atm }) => {
    setText(line, t(atm.screen === 'end' && atm.result?.outcome !== 'paid' ? 'atm.screen-not-paid' : `atm.screen-${atm.screen}`));
    setText(typed, atm.typed === '' ? '' : atm.typed);
    typed.hidden = atm.screen !== 'phone' && atm.screen !== 'pin';
    typed.classList.toggle('is-empty', atm.typed === '');
    const result = atm.result;
    setText(more, result ? resultWords(result) : hasText(`atm.more-${atm.screen}`) ? t(`atm.more-${atm.screen}`) : '');
    more.className = result ? `atm__more atm__more--${result.outcome === 'paid' ? 'good' : 'bad'}` : 'atm__more';
    screen.dataset.screen = atm.screen;
    screen.dataset.outcome = result?.outcome ?? '';
    take.disabled = atm.notes === null;
    setText(take, atm.notes ? t('atm.take', { amount: formatAmount(atm.notes.amount, atm.notes.currency) }) : t('atm.tray-empty'));
  });

  return {
    show({ atm, customer }) {
      drawScreen({ atm });
      phone.disabled = atm.screen !== 'phone';
      pin.disabled = atm.screen !== 'pin';
      setText(phone, t('atm.type-phone', { phone: customer.phone }));
      setText(pin, t('atm.type-pin', { pin: customer.pickupPin }));
      setText(id, atm.terminalId);
      if (document.activeElement !== dispenser && dispenser.value !== atm.dispenser) {
        dispenser.value = atm.dispenser;
      }
    },
  };
}

function resultWords({ outcome, reason, amount, currency }) {
  const why = reason === '' || (outcome === 'unreachable' && reason === 'not-reached') ? '' : word('reason', reason);
  return t(`atm.result-${outcome}`, { reason: why, amount: amount ? formatAmount(amount, currency) : '' }).trim();
}
