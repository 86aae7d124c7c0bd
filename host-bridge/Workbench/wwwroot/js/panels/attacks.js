import { h, isSeen, onChange } from '../dom.js';
import { formatTime, hasText, t, word } from '../i18n.js';
import { createSender } from '../throttle.js';

const BETWEEN_LOOKS_MS = 500;

/** Attacks: what each does, what it needs, and who refused the last one. */
export function create(body, { api, world }) {
  let rows = [];
  let seen;
  const list = h('ul', { class: 'attacks' });
  const end = h('div', { class: 'attacks__end', role: 'status', test: 'attack-outcome' });
  body.append(h('p', { class: 'soft small', t: 'attacks.intro' }), list);

  const drawEnd = onChange(({ last }) => {
    end.className = `attacks__end attacks__end--${last?.outcome}`;
    end.dataset.outcome = last?.outcome ?? '';
    end.replaceChildren(...last === null ? [] : [
      h('p', {}, h('span', { class: 'soft small number' }, `${formatTime(momentOf(last.atMs))} `), outcomeWords(last)),
      last.reason === '' ? '' : h('p', { class: 'small soft attacks__raw mono' }, last.reason)]);
  });
  const draw = onChange(({ attacks, active, last }) => {
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.testid : undefined;
    list.replaceChildren(...attacks.map(row => rowOf(api, row, active.includes(row.id), row.id === last ? end : null)));
    list.querySelector(`[data-testid="${focused}"]:not(:disabled)`)?.focus({ preventScroll: true });
  });
  const look = createSender(BETWEEN_LOOKS_MS, async () => {
    try {
      rows = await api.get('/attacks');
      redraw();
    } catch {
      // What is possible stays as it was; the stream tells when the world is gone.
    }
  });
  const redraw = () => world.state && draw({ attacks: rows, active: world.state.attacks.active, last: world.state.attacks.last?.id });
  const momentOf = atMs => Date.parse(world.state.clock.utc) - world.state.clock.nowMs + atMs;

  return {
    begin() {
      seen = undefined;
    },
    show({ attacks, token, camera, atm, bank }) {
      drawEnd({ last: attacks.last });
      redraw();
      // Whether an attack is possible hangs on these.
      const now = JSON.stringify([attacks, token.plugged, token.screen, camera.shots, atm.screen, bank.running]);
      if (now !== seen && isSeen(list)) {
        seen = now;
        look({});
      }
    },
  };
}

function rowOf(api, { id, available }, isActive, end) {
  const path = `/attacks/${id}`;
  return h('li', { class: isActive ? 'attack attack--active' : 'attack' },
    h('div', { class: 'row row--apart' },
      h('strong', { id: `attack-${id}` }, word('attack', id)),
      isActive
        ? h('button', { class: 'button button--danger', type: 'button', t: 'attacks.stop', 'aria-describedby': `attack-${id}`, test: `attack-stop-${id}`, onclick: () => api.delete(path) })
        : h('button', { class: 'button', type: 'button', t: 'attacks.start', 'aria-describedby': `attack-${id}`, test: `attack-${id}`, disabled: !available, onclick: () => api.post(path) })),
    h('p', { class: 'small soft' }, word('attack-text', id)),
    !available && !isActive && hasText(`attack-needs.${id}`) && h('p', { class: 'small attack__needs' }, t('attacks.needs', { what: t(`attack-needs.${id}`) })),
    end);
}

function outcomeWords({ id, outcome, by, reason }) {
  if (outcome !== 'refused') {
    return t(`attacks.${outcome}`);
  }

  // The reason is what the part said, with the names of docs/API.md in it.
  const name = reason.match(/[a-z]+(-[a-z]+)+/g)?.find(one => hasText(`reason.${one}`));
  const known = name === undefined ? firstKnown(id, reason) : word('reason', name);
  return known ? t('attacks.refused-because', { who: word('party', by), why: known }) : t('attacks.refused', { who: word('party', by) });
}

// A status word of the token's, or what such an attack comes to at most.
function firstKnown(id, reason) {
  const status = reason.match(/\b6[0-9A-F]{3}\b/)?.[0];
  const key = status !== undefined && hasText(`status-word.${status}`) ? `status-word.${status}` : `attack-refused.${id}`;
  return hasText(key) ? t(key) : '';
}
