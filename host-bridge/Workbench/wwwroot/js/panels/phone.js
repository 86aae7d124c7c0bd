import { h, onChange, setText } from '../dom.js';
import { formatNumber, formatTime, t } from '../i18n.js';
import { createPicture } from '../picture.js';

/** The customer's phone: what it shows, a fresh payment code, and how many it still has. */
export function create(body, { api, world }) {
  const canvas = h('canvas', { class: 'phone__picture', width: 128, height: 64, role: 'img', test: 'phone-display' });
  const picture = createPicture(canvas, () => api.url('/phone/display.png'));
  const digits = h('p', { class: 'phone__digits mono', test: 'phone-digits' });
  const until = h('p', { class: 'phone__until small', test: 'phone-until' });
  const codes = h('p', { class: 'small', role: 'status', test: 'phone-codes' });
  const fresh = h('button', { class: 'button', type: 'button', t: 'phone.fresh', test: 'phone-fresh', control: 'phone.code', onclick: () => api.post('/phone/code') });
  let released = 0;

  body.classList.add('phone');
  body.append(h('div', { class: 'phone__case' }, h('div', { class: 'phone__screen' }, canvas, digits, until)), h('div', { class: 'stack stack--tight' }, fresh, codes));

  const draw = onChange(({ code, left }) => {
    setText(digits, code === null ? '' : code.digits.replace(/(\d{4})(?=\d)/g, '$1 '));
    canvas.setAttribute('aria-label', code === null ? t('phone.shows-other') : t('phone.shows-code', { digits: digits.textContent }));
    setText(codes, left > 0 ? t('phone.codes', { count: formatNumber(left) }) : t('phone.no-codes'));
    fresh.disabled = left === 0;
    tick();
  });

  function tick() {
    const code = world.state.phone.code;
    const seconds = code === null ? 0 : Math.max(0, Math.ceil((Date.parse(code.until) - world.utcMs) / 1000));
    setText(until, code === null ? '' : t('phone.until', { time: formatTime(code.until), seconds: formatNumber(seconds) }));
  }

  return {
    begin() {
      released = 0;
      picture.forget();
    },
    // A code that was released to the phone changes its picture and nothing else of its state.
    onEvent(event) {
      released += event.to === 'phone' ? 1 : 0;
    },
    show({ id, phone }) {
      draw({ code: phone.code, left: phone.codes });
      picture.show(JSON.stringify([id, phone.code, released]));
    },
    tick,
  };
}
