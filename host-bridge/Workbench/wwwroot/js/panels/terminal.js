import { h, onChange, setState, setText } from '../dom.js';
import { t } from '../i18n.js';
import { createKeypad, isDigit } from '../keypad.js';
import { createPicture } from '../picture.js';
import { createSwitch } from '../switch.js';
import { createReader } from './terminal/reader.js';

const WIDTH = 240;
const HEIGHT = 320;
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'cancel', '0', 'ok'];
const PRINTED = { cancel: '*', ok: '#' };
const BY_KEYBOARD = { Enter: 'ok', '#': 'ok', Escape: 'cancel', Backspace: 'cancel', Delete: 'cancel', '*': 'cancel' };

/** The shop's acceptance terminal: colour display, keypad, lights, buzzer, contactless reader. */
export function create(body, { api, world, head }) {
  const press = (...keys) => api.post('/terminal/keys', { keys });
  const keypad = createKeypad({
    name: 'terminal', label: 'terminal.keypad', control: 'terminal.keys', keys: KEYS, byKeyboard: BY_KEYBOARD,
    face: key => isDigit(key) ? [{}, key] : [{ label: `terminal.key-${key}`, hint: `terminal.key-${key}` }, PRINTED[key]],
  }, press);
  const canvas = h('canvas', { class: 'terminal__display', width: WIDTH, height: HEIGHT, role: 'img', test: 'terminal-display' });
  const picture = createPicture(canvas, () => api.url('/terminal/display.png'));
  const green = createLight('green');
  const red = createLight('red');
  const buzzer = h('span', { class: 'terminal__buzzer', role: 'img', test: 'terminal-buzzer' }, '♪');
  const hint = h('p', { class: 'terminal__hint small', role: 'status', test: 'terminal-hint' });
  const known = createKnown(press, world);
  const reader = createReader(api);
  const power = createSwitch('terminal.power', 'terminal-power', null, () => api.put('/terminal/power', { on: !world.state.terminal.powered }));
  const attached = h('span', { class: 'mark', test: 'terminal-attached' });
  const id = h('span', { class: 'mono small soft' });

  head.append(id, attached);
  body.classList.add('terminal');
  body.append(
    h('div', { class: 'terminal__case' },
      canvas,
      h('div', { class: 'terminal__front' }, h('div', { class: 'terminal__lights' }, green.element, red.element, buzzer), power.element, keypad)),
    h('div', { class: 'terminal__side' }, hint, reader.element, known.element));

  const draw = onChange(({ screen, buzzing, greenLed, redLed, attached: isAttached, powered, terminalId, shop }) => {
    canvas.setAttribute('aria-label', t('terminal.display', { screen: t(`terminal.screen-${screen}`) }));
    canvas.dataset.screen = screen;
    setText(hint, t(`terminal.screen-${screen}`));
    green.show(greenLed);
    red.show(redLed);
    buzzer.classList.toggle('is-on', buzzing);
    setState(buzzer, 'aria-label', t(buzzing ? 'terminal.buzzing' : 'terminal.quiet'));
    power.show(powered, t(powered ? 'terminal.on' : 'terminal.off'));
    attached.className = isAttached ? 'mark mark--good' : 'mark';
    setText(attached, t(isAttached ? 'terminal.attached' : 'terminal.detached'));
    setText(id, `${shop} · ${terminalId}`);
  });

  return {
    begin: picture.forget,
    show({ id: worldId, terminal, customer, bank }) {
      draw({ ...terminal, attached: terminal.attached && bank.running });
      known.show(terminal.screen, customer);
      reader.show(terminal.field);
      picture.show(terminal.screen === 'off' ? null : `${worldId} ${terminal.picture}`);
    },
  };
}

function createLight(colour) {
  const element = h('span', { class: `terminal__light terminal__light--${colour}`, role: 'img', test: `terminal-${colour}` });
  return {
    element,
    show(isOn) {
      element.classList.toggle('is-on', isOn);
      setState(element, 'aria-label', t(`terminal.${colour}-${isOn ? 'on' : 'off'}`));
    },
  };
}

// What is typed at this terminal by somebody who knows it.
function createKnown(press, world) {
  const digits = text => text.replace(/\D/g, '');
  const button = (name, screens, secret) => {
    const element = h('button', { class: 'button', type: 'button', hint: 'terminal.known-hint', test: `terminal-type-${name}`, onclick: () => press(...digits(secret(world.state.customer)), 'ok') });
    return { element, name, screens, secret };
  };
  const buttons = [
    button('password', ['password'], customer => customer.paymentPassword),
    button('secret', ['password'], customer => customer.cardSecret),
    button('receiver', ['entry'], customer => customer.receiver.phone),
  ];
  return {
    element: h('div', { class: 'row terminal__known', role: 'group', label: 'terminal.known' }, buttons.map(one => one.element)),
    show(screen, customer) {
      for (const { element, name, screens, secret } of buttons) {
        element.disabled = !screens.includes(screen);
        setText(element, t(`terminal.known-${name}`, { value: secret(customer) }));
      }
    },
  };
}
