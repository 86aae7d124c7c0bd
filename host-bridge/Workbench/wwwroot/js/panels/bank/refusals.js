import { h, onChange } from '../../dom.js';
import { formatTime, hasText, t, word } from '../../i18n.js';
import { createTable } from './tables.js';

const MOST = 200;

/** What the bank said no to: its answers, and what it put on record about them. Each leads to its event in the timeline. */
export function createRefusals(world) {
  const table = createTable('refused', ['time', 'who', 'what', 'why', 'event']);
  let list = [];

  const draw = onChange(() => table.fill([list.map(one => h('tr', { test: 'bank-refusal' },
    h('td', { class: 'number' }, formatTime(Date.parse(world.state.clock.utc) - world.state.clock.nowMs + one.atMs, true)),
    h('td', {}, whoOf(one)),
    h('td', { class: 'bank__refused' }, `✕ ${one.kind === 'audit' ? word('audit', one.name) : one.detail}`),
    h('td', {}, whyOf(one)),
    h('td', { class: 'number' }, h('button', { class: 'button button--quiet', type: 'button', hint: 'bank.open-event', test: 'bank-refusal-open', onclick: () => open(one.seq) }, `#${one.seq}`))))]));

  return {
    ...table,
    get count() {
      return list.length;
    },
    take(one) {
      if (one.refused && (one.kind === 'audit' || (one.kind === 'http' && one.from === 'bank'))) {
        list = [one, ...list].slice(0, MOST);
      }
    },
    show() {
      draw({ newest: list[0]?.seq, count: list.length });
    },
    forget() {
      list = [];
    },
  };
}

const open = seq => document.dispatchEvent(new CustomEvent('open-event', { detail: { seq } }));

const whoOf = one => (one.kind === 'audit' ? one.fields.actor : word('who', one.to));

// The answer's name is its status and, where it says one, the reason; a record has the reason in its detail.
function whyOf(one) {
  const reason = one.kind === 'audit' ? reasonIn(one.fields.detail) : one.name.split(' ').slice(1).join(' ');
  return ['reason', 'problem'].filter(group => hasText(`${group}.${reason}`)).map(group => t(`${group}.${reason}`))[0] ?? (reason || one.name);
}

function reasonIn(detail) {
  try {
    return JSON.parse(detail).reason ?? detail;
  } catch {
    return detail;
  }
}
