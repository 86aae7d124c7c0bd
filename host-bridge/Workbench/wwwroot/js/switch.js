import { h, setState, setText } from './dom.js';

/** Something that is on or off: `name` and `control` as in h(), `toggle` turns it. `show(isOn, words)` says how it is. */
export function createSwitch(name, test, control, toggle) {
  const state = h('span', { class: 'switch__state' });
  const element = h('button', { class: 'switch', type: 'button', role: 'switch', test, control, onclick: toggle }, h('span', { class: 'switch__track' }), h('span', { t: name }), state);
  return {
    element,
    show(isOn, words) {
      setState(element, 'aria-checked', isOn);
      setText(state, words);
    },
  };
}
