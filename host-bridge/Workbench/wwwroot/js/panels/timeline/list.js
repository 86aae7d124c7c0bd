import { h, setState } from '../../dom.js';

const SPARE = 8;
const TIDY_MS = 250;

/**
 * A long list of rows of one height, of which only those in sight are in the page. It is a listbox: one stop for the keyboard, in which the arrows move the choice.
 * The owner changes `items` and calls `refresh`; rows are drawn once for each picture of the screen.
 */
export class LongList {
  #scroller;
  #told;
  #space = h('div', { class: 'long-list__space', role: 'presentation' });
  #rows = new Map();
  #spare = [];
  #rowHeight = 0;
  #frame = 0;
  #tidy = 0;
  #isFollowing = true;
  #ownTop = -1;
  #chosen = null;

  /**
   * @param scroller the listbox; its style gives `--row-height` in pixels
   * @param told make() makes an empty row, fill(row, item) writes an item into it, onChoose(item or null, event) and onFollow(isFollowing) hear what a person did
   */
  constructor(scroller, told) {
    this.#scroller = scroller;
    this.#told = told;
    scroller.append(this.#space);
    scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    scroller.addEventListener('keydown', event => this.#key(event));
    scroller.addEventListener('click', event => this.#click(event));
    new ResizeObserver(() => this.#resized()).observe(scroller);
  }

  /** What is shown. */
  items = [];

  /** Whether the end is kept in sight. */
  get isFollowing() {
    return this.#isFollowing;
  }

  set isFollowing(value) {
    if (this.#isFollowing !== value) {
      this.#isFollowing = value;
      this.#told.onFollow(value);
      this.refresh();
    }
  }

  /** The item that was chosen, or null. */
  get chosen() {
    return this.#chosen;
  }

  /** Chooses an item and brings it into sight. */
  choose(item, event = null) {
    this.#chosen = item;
    if (item !== null) {
      this.isFollowing = false;
    }

    this.#told.onChoose(item, event);
    this.reveal();
    this.refresh();
  }

  /** Brings the chosen item into sight. */
  reveal() {
    const index = this.#chosen === null ? -1 : this.items.indexOf(this.#chosen);
    if (index < 0 || this.#rowHeight === 0) {
      return;
    }

    const top = index * this.#rowHeight;
    const { scrollTop, clientHeight } = this.#scroller;
    if (top < scrollTop) {
      this.#scrollTo(top);
    } else if (top + this.#rowHeight > scrollTop + clientHeight) {
      this.#scrollTo(top + this.#rowHeight - clientHeight);
    }
  }

  /** Draws with the next picture of the screen. */
  refresh() {
    this.#frame ||= requestAnimationFrame(() => this.draw());
  }

  /** Writes all rows anew: the language is another. */
  rewrite() {
    for (const [item, row] of this.#rows) {
      this.#told.fill(row, item);
    }
  }

  /** Keeps in sight what is there although rows came (above 0) or went (below 0) at the top. */
  shift(count) {
    if (count !== 0 && !this.#isFollowing) {
      this.#space.style.height = `${this.items.length * this.#rowHeight}px`;
      this.#scrollTo(this.#scroller.scrollTop + count * this.#rowHeight);
    }
  }

  /** Draws now. */
  draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const height = this.#scroller.clientHeight;
    if (height === 0) {
      return;
    }

    this.#rowHeight ||= parseFloat(getComputedStyle(this.#scroller).getPropertyValue('--row-height'));
    const total = this.items.length;
    this.#space.style.height = `${total * this.#rowHeight}px`;
    if (this.#isFollowing) {
      this.#scrollTo(Math.max(0, total * this.#rowHeight - height));
    }

    const first = Math.max(0, Math.floor(this.#scroller.scrollTop / this.#rowHeight) - SPARE);
    const last = Math.min(total, Math.ceil((this.#scroller.scrollTop + height) / this.#rowHeight) + SPARE);
    const items = this.items.slice(first, last);
    this.#free(new Set(items));
    items.forEach((item, at) => this.#place(item, first + at, total));
    const active = this.#rows.get(this.#chosen);
    if (active === undefined) {
      this.#scroller.removeAttribute('aria-activedescendant');
    } else {
      setState(this.#scroller, 'aria-activedescendant', active.id);
    }

    clearTimeout(this.#tidy);
    this.#tidy = setTimeout(() => this.#putInOrder(items), TIDY_MS);
  }

  #free(wanted) {
    for (const [item, row] of this.#rows) {
      if (!wanted.has(item)) {
        this.#rows.delete(item);
        row.remove();
        this.#spare.push(row);
      }
    }
  }

  #place(item, index, total) {
    let row = this.#rows.get(item);
    if (row === undefined) {
      row = this.#spare.pop() ?? this.#told.make();
      this.#told.fill(row, item);
      this.#rows.set(item, row);
      row.setAttribute('role', 'option');
      this.#space.append(row);
    }

    const place = `translateY(${index * this.#rowHeight}px)`;
    if (row.style.transform !== place) {
      row.style.transform = place;
    }

    setState(row, 'aria-posinset', index + 1);
    setState(row, 'aria-setsize', total);
    setState(row, 'aria-selected', item === this.#chosen);
  }

  // Whoever reads the page in its own order, as a screen reader does, is to find the rows in theirs. A row under a pressed finger stays where it is.
  #putInOrder(items) {
    const rows = items.map(item => this.#rows.get(item));
    if (!this.#scroller.matches(':active') && rows.some((row, at) => this.#space.children[at] !== row)) {
      this.#space.append(...rows);
    }
  }

  #scrollTo(top) {
    if (Math.abs(this.#scroller.scrollTop - top) >= 1) {
      this.#scroller.scrollTop = top;
      this.#ownTop = this.#scroller.scrollTop;
    }
  }

  #scrolled() {
    if (Math.abs(this.#scroller.scrollTop - this.#ownTop) > 1) {
      this.isFollowing = this.#scroller.scrollTop + this.#scroller.clientHeight >= this.items.length * this.#rowHeight - 2;
    }

    this.#ownTop = -1;
    this.refresh();
  }

  #resized() {
    this.#rowHeight = 0;
    this.refresh();
  }

  #click(event) {
    const element = event.target.closest('[role=option]');
    for (const [item, row] of this.#rows) {
      if (row === element) {
        this.choose(item === this.#chosen ? null : item, event);
        return;
      }
    }
  }

  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }

    if (event.key === 'Escape' && this.#chosen !== null) {
      this.choose(null, event);
      event.preventDefault();
      return;
    }

    const target = this.#target(event.key);
    if (target !== undefined && this.items.length > 0) {
      this.choose(this.items[Math.min(this.items.length - 1, Math.max(0, target))], event);
      event.preventDefault();
    }
  }

  // Where a key leads; without a choice, to what is in sight.
  #target(key) {
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / this.#rowHeight) - 1);
    const first = Math.ceil(this.#scroller.scrollTop / this.#rowHeight);
    const at = this.#chosen === null ? -1 : this.items.indexOf(this.#chosen);
    const isNew = at < 0;
    switch (key) {
      case 'ArrowDown': return isNew ? first : at + 1;
      case 'ArrowUp': return isNew ? first + page : at - 1;
      case 'PageDown': return isNew ? first + page : at + page;
      case 'PageUp': return isNew ? first : at - page;
      case 'Home': return 0;
      case 'End': return this.items.length - 1;
      default: return undefined;
    }
  }
}
