// What the timeline knows, and what of it is asked for. Pure: no page, no network.

/** As many events as the workbench keeps. */
export const CAPACITY = 10_000;

/** Kinds of events, in the order in which the page names them. */
export const KINDS = [
  'apdu', 'serial', 'relay', 'nfc', 'http', 'ledger', 'audit', 'display', 'token', 'atm', 'camera', 'terminal', 'shop', 'phone', 'attack', 'clock', 'story',
];

/** A filter that lets everything through: `kinds` is a set of kinds, null for all of them. */
export const EVERYTHING = Object.freeze({ kinds: null, party: '', text: '', refused: false });

/** The test of a filter. Its text is looked for in all that is written about an event, in what `wordsOf` says of it in the visitor's language and, if it is whole bytes in hexadecimal, in the event's bytes. */
export function matcher({ kinds, party, text, refused }, wordsOf = () => '') {
  const words = text.trim().toLowerCase();
  const digits = words.replace(/[\s:]/g, '').toUpperCase();
  const hex = /^(?:[0-9A-F]{2}){2,}$/.test(digits) ? digits : '';
  return one =>
    (kinds === null || kinds.has(one.kind))
    && (!refused || one.refused)
    && (party === '' || one.from === party || one.to === party)
    && (words === '' || textOf(one).includes(words) || wordsOf(one).toLowerCase().includes(words) || (hex !== '' && hasBytes(one.bytes, hex)));
}

/** The events of a world by their number, how many there are of each kind, and those that the filter lets through. */
export class TimelineModel {
  #filter = EVERYTHING;
  #test = matcher(EVERYTHING);
  #wordsOf;

  constructor(wordsOf, capacity = CAPACITY) {
    this.#wordsOf = wordsOf;
    this.capacity = capacity;
    this.clear();
  }

  /** Forgets all events; the filter stays. */
  clear() {
    this.events = [];
    this.shown = [];
    this.kinds = new Map();
    this.parties = new Map();
    this.refused = 0;
  }

  get filter() {
    return this.#filter;
  }

  set filter(filter) {
    this.#filter = filter;
    this.#test = matcher(filter, this.#wordsOf);
    this.shown = this.events.filter(this.#test);
  }

  /** Number of the oldest event; 0 where there is none. */
  get oldest() {
    return this.events[0]?.seq ?? 0;
  }

  /** Number of the newest event; 0 where there is none. */
  get newest() {
    return this.events.at(-1)?.seq ?? 0;
  }

  /** Whether there is room for earlier events. */
  get hasRoom() {
    return this.events.length < this.capacity;
  }

  /** Takes an event unless it is known. Returns how many of those shown left at the top, because there was no room, and whether it is shown itself. */
  add(one) {
    if (one.seq <= this.newest) {
      return { left: 0, isShown: false };
    }

    this.events.push(one);
    this.#count(one, 1);
    const isShown = this.#test(one);
    if (isShown) {
      this.shown.push(one);
    }

    return { left: this.#makeRoom(), isShown };
  }

  /** Takes earlier events, the latest of them as far as there is room. Returns how many of them are shown. */
  addEarlier(events) {
    const room = this.capacity - this.events.length;
    const earlier = room > 0 ? events.filter(one => this.oldest === 0 || one.seq < this.oldest).slice(-room) : [];
    earlier.forEach(one => this.#count(one, 1));
    const shown = earlier.filter(this.#test);
    this.events = earlier.concat(this.events);
    this.shown = shown.concat(this.shown);
    return shown.length;
  }

  /** The event of that number, or undefined. Numbers have no gaps. */
  find(seq) {
    return this.events[seq - this.oldest];
  }

  #makeRoom() {
    let left = 0;
    while (this.events.length > this.capacity) {
      const gone = this.events.shift();
      this.#count(gone, -1);
      if (this.shown[0] === gone) {
        this.shown.shift();
        left++;
      }
    }

    return left;
  }

  #count(one, by) {
    bump(this.kinds, one.kind, by);
    for (const party of new Set([one.from, one.to])) {
      if (party) {
        bump(this.parties, party, by);
      }
    }

    this.refused += one.refused ? by : 0;
  }
}

const texts = new WeakMap();

function textOf(one) {
  let text = texts.get(one);
  if (text === undefined) {
    text = [`#${one.seq}`, one.kind, one.from, one.to, one.name, one.detail, ...Object.values(one.fields)].join('\n').toLowerCase();
    texts.set(one, text);
  }

  return text;
}

// Whole bytes only: 00A4 is not in F00A40.
function hasBytes(bytes, sought) {
  let at = bytes.indexOf(sought);
  while (at > 0 && at % 2 === 1) {
    at = bytes.indexOf(sought, at + 1);
  }

  return at >= 0;
}

function bump(counts, name, by) {
  const count = (counts.get(name) ?? 0) + by;
  if (count > 0) {
    counts.set(name, count);
  } else {
    counts.delete(name);
  }
}
