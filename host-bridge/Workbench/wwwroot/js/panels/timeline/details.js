import { h, setText } from '../../dom.js';
import { formatNumber, hasText, t, word } from '../../i18n.js';
import { createOled } from '../../oled.js';
import { detailOf, nameOf } from './names.js';
import { asJson, dump, fromHex, grouped, isPng } from './bytes.js';

const OLED_BYTES = 1024;

// A dump shows so many bytes; a file has the rest.
const DUMPED = 4096;
const WIDE_DUMP_PX = 580;

/** One event opened: what was decoded from it, and its bytes. */
export class EventDetails {
  #api;
  #heading = h('h3', { id: 'event-details-title' });
  #about = h('p', { class: 'small soft', test: 'event-about' });
  #content = h('div', { class: 'details__content' });
  #one = null;
  #time = '';
  #bytes = null;
  #problem = '';
  #asking = null;
  #picture = '';

  constructor(api, { onClose }) {
    this.#api = api;
    this.element = h('div', { class: 'details', role: 'region', 'aria-labelledby': 'event-details-title', tabindex: -1, test: 'event-details', hidden: true, onkeydown: event => {
      if (event.key === 'Escape') {
        onClose();
      }
    } },
    h('header', { class: 'details__head' }, h('div', {}, this.#heading, this.#about),
      h('button', { class: 'button button--quiet', type: 'button', label: 'timeline.close', test: 'event-close', onclick: onClose }, '×')), this.#content);
    let isWide = false;
    new ResizeObserver(() => {
      if (isWide !== this.#isWide) {
        isWide = this.#isWide;
        this.rewrite();
      }
    }).observe(this.element);
  }

  get #isWide() {
    return this.element.clientWidth >= WIDE_DUMP_PX;
  }

  /** Opens an event; null closes. `time` is its moment in words. */
  async open(one, time) {
    this.#asking?.abort();
    this.#asking = new AbortController();
    URL.revokeObjectURL(this.#picture);
    this.#picture = '';
    this.#problem = '';
    this.#one = one;
    this.#time = time;
    this.element.hidden = one === null;
    this.#bytes = one === null ? null : fromHex(one.bytes);
    this.#write();
    this.element.scrollTop = 0;
    if (one !== null) {
      await this.#askFor(one, this.#asking.signal);
    }
  }

  /** Writes what is open in another language. */
  rewrite() {
    if (this.#one !== null) {
      this.#write();
    }
  }

  // The event as the workbench tells it by itself, and all of its bytes where it has more than it shows.
  async #askFor(one, signal) {
    try {
      this.#one = { ...one, ...await (await this.#fetch(`/events/${one.seq}`, signal)).json() };
      if (one.length > this.#bytes.length) {
        this.#bytes = new Uint8Array(await (await this.#fetch(`/events/${one.seq}/bytes`, signal)).arrayBuffer());
      }
    } catch (error) {
      if (signal.aborted) {
        return;
      }

      this.#problem = error.message;
    }

    if (!signal.aborted) {
      this.#write();
    }
  }

  async #fetch(path, signal) {
    const answer = await fetch(this.#api.url(path), { signal });
    if (!answer.ok) {
      throw new Error({ 404: 'timeline.event-gone', 410: 'problem.bytes-gone' }[answer.status] ?? 'problem.failed');
    }

    return answer;
  }

  #write() {
    const one = this.#one;
    if (one === null) {
      this.#content.replaceChildren();
      return;
    }

    setText(this.#heading, `#${one.seq} ${nameOf(one)}`);
    setText(this.#about, [`${this.#time} (${formatNumber(one.atMs)} ms)`, word('kind', one.kind), wayOf(one)].filter(Boolean).join(' · '));
    this.#content.replaceChildren(
      factsOf(one),
      ...this.#problem === '' ? [] : [h('p', { class: 'details__problem', role: 'status', test: 'event-problem' }, t(this.#problem))],
      ...one.length === 0 ? [] : this.#seen(one),
      ...one.length === 0 ? [] : this.#dumped(one));
  }

  // What can be looked at: a display's picture, a camera's frame, JSON.
  #seen(one) {
    const bytes = this.#bytes;
    if (bytes.length < one.length) {
      return [];
    }

    if (one.kind === 'display' && bytes.length === OLED_BYTES) {
      const canvas = h('canvas', { class: 'details__oled', role: 'img', 'aria-label': one.detail || one.name, test: 'event-display' });
      createOled(canvas)(btoa(String.fromCharCode(...bytes)));
      return [canvas];
    }

    if (isPng(bytes)) {
      this.#picture ||= URL.createObjectURL(new Blob([bytes], { type: 'image/png' }));
      return [h('img', { class: 'details__picture', src: this.#picture, alt: t('timeline.picture'), test: 'event-picture' })];
    }

    const text = asJson(bytes);
    return text === null ? [] : [h('h4', {}, t('timeline.json')), h('pre', { class: 'details__dump', tabindex: 0, 'aria-label': t('timeline.json'), test: 'event-json' }, text)];
  }

  #dumped(one) {
    const bytes = this.#bytes.subarray(0, DUMPED);
    const isPart = bytes.length < one.length;
    const count = isPart ? t('timeline.bytes-of', { shown: formatNumber(bytes.length), count: formatNumber(one.length) }) : t('timeline.bytes', { count: formatNumber(one.length) });
    return [
      h('h4', {}, `${t('timeline.raw')}: ${count}`,
        isPart && this.#bytes.length === one.length
          && h('a', { class: 'details__file', href: this.#api.url(`/events/${one.seq}/bytes`), download: `event-${one.seq}.bin`, test: 'event-file' }, t('timeline.file'))),
      h('pre', { class: 'details__dump', tabindex: 0, 'aria-label': t('timeline.raw'), test: 'event-bytes' }, dump(bytes, this.#isWide ? 16 : 8)),
    ];
  }
}

/** Who told whom. */
export const wayOf = one => [one.from, one.to].filter(Boolean).map(name => word('who', name)).join(' → ');

function factsOf(one) {
  const rows = [[t('timeline.detail'), detailOf(one)], [t('timeline.refused'), one.refused ? t('timeline.yes') : '']];
  const fields = Object.entries(one.fields).map(([name, value]) => [hasText(`field.${name}`) ? t(`field.${name}`) : name, grouped(value)]);
  return h('dl', { class: 'facts details__facts', test: 'event-fields' },
    [...rows, ...fields].filter(([, value]) => value !== '').flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}
