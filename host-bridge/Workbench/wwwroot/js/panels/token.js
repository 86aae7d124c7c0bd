import { h, onChange, setState, setText } from '../dom.js';
import { t } from '../i18n.js';
import { createOled } from '../oled.js';
import { makePushable } from '../push.js';
import { createSwitch } from '../switch.js';

const COUNTDOWN = /\d+(:|h)\d\d/g;

/** The token: its display as the chip lights it, its button, LED, plug and battery. */
export function create(body, { api, world, head }) {
  const canvas = h('canvas', { class: 'oled__glass', role: 'img', test: 'token-display' });
  const draw = createOled(canvas);
  const said = h('p', { class: 'visually-hidden', 'aria-live': 'polite', test: 'token-text' });
  const led = h('span', { class: 'token__led', role: 'img', test: 'token-led' });
  const button = h('button', { class: 'token__button', type: 'button', label: 'token.button', hint: 'token.button-hint', test: 'token-button' });
  makePushable(button, action => api.post('/token/button', { action }));
  const hold = h('button', { class: 'button token__hold', type: 'button', t: 'token.hold', test: 'token-hold', onclick: () => api.post('/token/button', { action: 'hold' }) });
  const usb = createSwitch('token.usb', 'token-usb', 'token.usb', () => api.put('/token/usb', { plugged: !world.state.token.plugged }));
  const battery = createSwitch('token.battery', 'token-battery', null, () => api.put('/token/power', { on: !world.state.token.powered }));
  const attached = h('span', { class: 'mark', test: 'token-attached' });
  const serial = h('span', { class: 'mono' });

  head.append(attached);
  body.append(
    h('div', { class: 'token' },
      h('div', { class: 'oled' }, canvas),
      h('div', { class: 'token__front' },
        led,
        h('span', { class: 'token__push', control: 'token.button' }, button),
        hold),
      h('p', { class: 'token__serial' }, serial)),
    said,
    h('div', { class: 'token__wires' }, usb.element, battery.element),
    h('p', { class: 'soft small', t: 'token.help' }));

  const say = onChange(({ screen, text }) => {
    const words = screen === 'text' ? text.join('\n') : t(`token.screen-${screen}`);
    canvas.setAttribute('aria-label', t('token.display', { text: words }));
    // The seconds that count down are not read out, and the token speaks English.
    if (words.replace(COUNTDOWN, '') !== said.textContent.replace(COUNTDOWN, '')) {
      said.lang = screen === 'text' ? 'en' : document.documentElement.lang;
      setText(said, words);
    }
  });

  return {
    show({ token, bank }) {
      draw(token.display);
      say({ screen: token.screen, text: token.text });
      led.classList.toggle('is-lit', token.led);
      setState(led, 'aria-label', t(token.led ? 'token.led-on' : 'token.led-off'));
      button.classList.toggle('is-down', token.buttonDown);
      usb.show(token.plugged, t(token.plugged ? 'token.usb-in' : 'token.usb-out'));
      battery.show(token.powered, t(token.powered ? 'token.battery-in' : 'token.battery-out'));
      const isReached = token.attached && bank.running;
      attached.className = isReached ? 'mark mark--good' : 'mark';
      setText(attached, t(isReached ? 'token.attached' : 'token.detached'));
      setText(serial, token.serial.replace(/(.{4})(?=.)/g, '$1 '));
    },
  };
}
