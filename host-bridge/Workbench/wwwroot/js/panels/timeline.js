import { h, onChange, setState, setText } from '../dom.js';
import { formatNumber, formatTime, t, word } from '../i18n.js';
import { sayProblem } from '../notices.js';
import { EventDetails, wayOf } from './timeline/details.js';
import { LongList } from './timeline/list.js';
import { EVERYTHING, KINDS, TimelineModel } from './timeline/model.js';
import { detailOf, nameOf } from './timeline/names.js';

const PAGE = 500;
const TYPING_MS = 150;

/** Everything that happens between the parts, as it happens: filtered by kind, party and text, and each event opened down to its bytes. */
export function create(body, { api, world, head }) {
  const model = new TimelineModel(one => `${nameOf(one)} ${detailOf(one)}`);
  let frame = 0;
  let leftTop = 0;
  let unseen = 0;
  let oldestKept = 0;

  const search = h('input', { type: 'search', class: 'timeline__search', placeholder: 'timeline.search', label: 'timeline.search', test: 'timeline-search', oninput: () => typed() });
  const party = h('select', { label: 'timeline.party', test: 'timeline-party', onchange: () => filter({ party: party.value }) });
  const refused = toggle('timeline-refused', () => filter({ refused: !model.filter.refused }));
  const follow = toggle('timeline-follow', () => { list.isFollowing = !list.isFollowing; });
  const tall = toggle('timeline-tall', () => setState(tall, 'aria-pressed', tall.getAttribute('aria-pressed') !== 'true'));
  tall.classList.add('timeline__tall');
  head.append(h('div', { class: 'row timeline__tools', role: 'group', label: 'timeline.filter' }, party, search, refused), h('div', { class: 'row timeline__tools' }, follow, tall));

  const all = h('button', { class: 'chip', type: 'button', test: 'timeline-kind-all', onclick: () => filter({ kinds: null }) });
  const chips = new Map(KINDS.map(kind => [kind, h('button', { class: `chip kind kind--${kind}`, type: 'button', hidden: true, test: `timeline-kind-${kind}`, onclick: () => choose(kind) })]));
  const earlier = h('button', { class: 'button button--quiet', type: 'button', t: 'timeline.earlier', test: 'timeline-earlier', hidden: true, onclick: loadEarlier });
  const save = h('button', { class: 'button button--quiet', type: 'button', t: 'timeline.save', test: 'timeline-save', onclick: saveShown });
  const scroller = h('div', { class: 'timeline__list', role: 'listbox', tabindex: 0, label: 'timeline.title', test: 'timeline-list' });
  const none = h('p', { class: 'timeline__none soft', test: 'timeline-none' });
  const details = new EventDetails(api, { onClose: () => { list.choose(null); scroller.focus(); } });
  body.classList.add('timeline');
  body.append(
    h('div', { class: 'timeline__bar' }, h('div', { class: 'timeline__chips', role: 'group', label: 'timeline.kinds' }, all, ...chips.values()), h('div', { class: 'row timeline__more' }, earlier, save)),
    h('div', { class: 'timeline__main' }, h('div', { class: 'timeline__rows' }, scroller, none), details.element));

  const list = new LongList(scroller, {
    make: makeRow,
    fill: (row, one) => fillRow(row, one, timeOf(one)),
    onChoose: (one, event) => {
      details.open(one, one === null ? '' : timeOf(one));
      if (one !== null && event?.type === 'click') {
        details.element.scrollIntoView({ block: 'nearest' });
      }
    },
    onFollow: () => {
      unseen = 0;
      schedule();
    },
  });
  scroller.addEventListener('keydown', event => {
    if (event.key === 'Enter' && list.chosen !== null) {
      details.element.focus();
    }
  });

  document.addEventListener('open-event', event => openEvent(event.detail.seq));

  const inLanguage = onChange(() => {
    list.rewrite();
    details.rewrite();
    party.replaceChildren();
    schedule();
  });

  // The world's clock began with its first event's zero.
  const timeOf = one => formatTime(Date.parse(world.state.clock.utc) - world.state.clock.nowMs + one.atMs, true);

  let typing = 0;
  function typed() {
    clearTimeout(typing);
    typing = setTimeout(() => filter({ text: search.value }), TYPING_MS);
  }

  function choose(kind) {
    const kinds = new Set(model.filter.kinds ?? []);
    if (!kinds.delete(kind)) {
      kinds.add(kind);
    }

    filter({ kinds: kinds.size === 0 ? null : kinds });
  }

  function filter(change) {
    model.filter = { ...model.filter, ...change };
    unseen = 0;
    list.items = model.shown;
    draw();
    list.reveal();
  }

  // Another panel leads to an event: it is shown whatever the filter was.
  function openEvent(seq) {
    const one = model.find(seq);
    if (one !== undefined) {
      search.value = party.value = '';
      filter(EVERYTHING);
      list.choose(one);
      scroller.focus();
      scroller.scrollIntoView({ block: 'nearest' });
    }
  }

  function schedule() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      draw();
    });
  }

  function draw() {
    list.items = model.shown;
    list.shift(-leftTop);
    leftTop = 0;
    list.draw();
    drawChips();
    drawParties();
    const count = formatNumber(model.refused);
    setText(refused, `${t('timeline.refused')} ${count}`);
    setState(refused, 'aria-pressed', model.filter.refused);
    setText(follow, unseen > 0 ? t('timeline.follow-unseen', { count: formatNumber(unseen) }) : t('timeline.follow'));
    setState(follow, 'aria-pressed', list.isFollowing);
    setText(tall, t('timeline.tall'));
    earlier.hidden = !model.hasRoom || model.oldest <= Math.max(1, oldestKept);
    save.disabled = model.shown.length === 0;
    none.hidden = model.shown.length > 0;
    setText(none, model.events.length === 0 ? t('timeline.nothing') : model.shown.length === 0 ? t('timeline.nothing-fits') : '');
  }

  function drawChips() {
    const { kinds } = model.filter;
    setText(all, `${t('timeline.all')} ${formatNumber(model.events.length)}`);
    setState(all, 'aria-pressed', kinds === null);
    for (const [kind, chip] of chips) {
      const count = model.kinds.get(kind) ?? 0;
      const isChosen = kinds?.has(kind) === true;
      chip.hidden = count === 0 && !isChosen;
      setText(chip, `${word('kind', kind)} ${formatNumber(count)}`);
      setState(chip, 'aria-pressed', isChosen);
    }
  }

  function drawParties() {
    const chosen = model.filter.party;
    const wanted = ['', ...[...model.parties.keys()].toSorted()];
    if (chosen !== '' && !wanted.includes(chosen)) {
      wanted.push(chosen);
    }

    if (party.options.length === 0 || wanted.join() !== [...party.options].map(option => option.value).join()) {
      party.replaceChildren(...wanted.map(name => h('option', { value: name, selected: name === chosen }, name === '' ? t('timeline.everybody') : word('who', name))));
    }
  }

  async function loadEarlier() {
    const before = model.oldest;
    const after = Math.max(0, before - 1 - PAGE);
    try {
      const page = await api.get(`/events?after=${after}&limit=${before - 1 - after}`);
      oldestKept = page.oldest;
      const count = model.addEarlier(page.events);
      list.items = model.shown;
      list.isFollowing = false;
      list.shift(count);
      schedule();
    } catch (problem) {
      sayProblem(problem);
    }
  }

  function saveShown() {
    const address = URL.createObjectURL(new Blob([JSON.stringify(model.shown, null, 1)], { type: 'application/json' }));
    h('a', { href: address, download: `paymentcode-events-${model.newest}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  return {
    begin() {
      model.clear();
      unseen = leftTop = oldestKept = 0;
      list.items = model.shown;
      list.choose(null);
      list.isFollowing = true;
      schedule();
    },
    onEvent(one) {
      const { left, isShown } = model.add(one);
      leftTop += left;
      unseen += isShown && !list.isFollowing ? 1 : 0;
      schedule();
    },
    show: () => inLanguage(null),
  };
}

const toggle = (test, onclick) => h('button', { class: 'button timeline__toggle', type: 'button', 'aria-pressed': 'false', test, onclick });

const makeRow = () => h('div', { class: 'event', test: 'timeline-row' },
  h('span', { class: 'event__time mono' }), h('span', { class: 'event__kind kind' }), h('span', { class: 'event__way' }),
  h('span', { class: 'event__what' }), h('span', { class: 'event__size number' }));

function fillRow(row, one, time) {
  const [at, kind, way, what, size] = row.children;
  row.id = `event-${one.seq}`;
  row.dataset.seq = one.seq;
  row.dataset.kind = one.kind;
  row.classList.toggle('event--refused', one.refused);
  setText(at, time);
  setText(kind, word('kind', one.kind));
  kind.className = `event__kind kind kind--${one.kind}`;
  setText(way, wayOf(one));
  what.replaceChildren(
    ...(one.refused ? [h('span', { class: 'event__no' }, `✕ ${t('timeline.refused')}`), ' '] : []),
    h('span', { class: 'event__name' }, nameOf(one)), ' ', h('span', { class: 'event__detail' }, detailOf(one)));
  setText(size, one.length > 0 ? t('timeline.bytes', { count: formatNumber(one.length) }) : '');
}
