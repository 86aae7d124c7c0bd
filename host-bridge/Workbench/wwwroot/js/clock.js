import { h, setText } from './dom.js';
import { formatTime, t } from './i18n.js';
import { sayProblem } from './notices.js';

const STEPS = [10, 100, 1000, 10000];

/** The world's clock in the head of the page: pause, run, step, begin anew. */
export function createClock(root, { api, world }) {
  const time = h('time', { class: 'clock__time', test: 'clock-time' });
  const pace = h('button', { class: 'button', type: 'button', test: 'clock-pace', onclick: () => {
    api.put('/clock', { pace: world.state.clock.pace === 'running' ? 'paused' : 'running' });
  } });
  const size = h('select', { test: 'clock-size', label: 'clock.size' }, STEPS.map(ms => h('option', { value: ms, t: `clock.ms${ms}`, selected: ms === 100 })));
  const step = h('button', { class: 'button', type: 'button', t: 'clock.step', test: 'clock-step', onclick: () => api.post('/clock/step', { ms: Number(size.value) }) });
  const seed = h('span', { class: 'clock__seed' });
  const dialog = createReset(world);
  root.append(
    time, pace, h('span', { class: 'row', role: 'group', label: 'clock.step' }, size, step), seed,
    h('button', { class: 'button', type: 'button', t: 'clock.reset', test: 'clock-reset', onclick: () => dialog.open() }),
    dialog.element);

  return {
    show(state) {
      const isRunning = state.clock.pace === 'running';
      setText(pace, t(isRunning ? 'clock.pause' : 'clock.run'));
      step.disabled = size.disabled = isRunning;
      setText(seed, t('clock.seed', { seed: state.seed }));
      setText(time, formatTime(world.utcMs));
    },
    tick: () => setText(time, formatTime(world.utcMs)),
  };
}

function createReset(world) {
  const seed = h('input', { type: 'number', min: 0, max: 2147483647, step: 1, id: 'reset-seed', test: 'reset-seed' });
  const element = h('dialog', { class: 'clock__dialog', 'aria-labelledby': 'reset-title' },
    h('h2', { id: 'reset-title', t: 'clock.reset-title' }),
    h('form', { class: 'stack', method: 'dialog', onsubmit: async event => {
      event.preventDefault();
      element.close();
      try {
        await world.reset(seed.value === '' ? world.state.seed : Number(seed.value));
      } catch (problem) {
        sayProblem(problem);
      }
    } },
    h('p', { class: 'soft', t: 'clock.reset-text' }),
    h('div', { class: 'field' }, h('label', { for: 'reset-seed', t: 'clock.seed-label' }), seed),
    h('div', { class: 'row' },
      h('button', { class: 'button button--first', type: 'submit', t: 'clock.reset-do', test: 'reset-do' }),
      h('button', { class: 'button', type: 'button', t: 'frame.cancel', onclick: () => element.close() }))));
  return {
    element,
    open() {
      seed.value = world.state.seed;
      element.showModal();
    },
  };
}
