import { h } from './dom.js';

/** Whether a key's name is a digit. */
export const isDigit = key => key.length === 1;

/**
 * A device's keypad: keys to click; while it has the focus, those of the keyboard do the same. `name` begins its classes and test handles, `label` and `control` are as in h(),
 * `byKeyboard` says what the keyboard calls the keys that are no digits, `face(key)` gives a key's further attributes and what is printed on it.
 */
export function createKeypad({ name, label, control, keys, byKeyboard, face }, press) {
  const keypad = h('div', { class: `${name}__keys`, role: 'group', label, tabindex: 0, control, test: `${name}-keypad` }, keys.map(key => {
    const [attributes, print] = face(key);
    return h('button', {
      class: isDigit(key) ? `${name}__key` : `${name}__key ${name}__key--${key}`, type: 'button', test: `${name}-key-${key}`, ...attributes,
      onclick: () => press(key),
      // The focus goes to the whole keypad: Enter is then the device's, not the key's that was clicked last.
      onmousedown: event => {
        event.preventDefault();
        keypad.focus();
      },
    }, print);
  }));
  keypad.addEventListener('keydown', event => {
    const key = /^[0-9]$/.test(event.key) ? event.key : byKeyboard[event.key];
    if (key === undefined || event.ctrlKey || event.metaKey || event.altKey || (event.key === 'Enter' && event.target !== keypad)) {
      return;
    }

    event.preventDefault();
    keypad.focus();
    press(key);
  });
  return keypad;
}
