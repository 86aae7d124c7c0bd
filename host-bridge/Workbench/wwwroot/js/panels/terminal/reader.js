import { h, onChange, setState, setText } from '../../dom.js';
import { t } from '../../i18n.js';

const THINGS = ['token', 'card', 'phone'];
const DRAG_PX = 6;

/**
 * The terminal's contactless reader and the things that a customer may put on it: dragged there and away with mouse or finger, or moved by a click, Enter or Space.
 */
export function createReader(api) {
  let lying = [];
  let dragged = null;
  const put = (thing, isThere) => api.put('/terminal/field', { things: THINGS.filter(one => (one === thing ? isThere : lying.includes(one))) });

  const buttons = new Map(THINGS.map(thing => [thing, createThing(thing)]));
  const zone = h('div', { class: 'reader__zone', test: 'terminal-field' }, h('span', { class: 'reader__waves', 'aria-hidden': 'true' }, ')))'));
  const empty = h('p', { class: 'reader__empty small', t: 'terminal.reader-empty' });
  const hand = h('div', { class: 'reader__hand', test: 'terminal-hand' });
  const said = h('p', { class: 'visually-hidden', 'aria-live': 'polite', test: 'terminal-field-text' });
  const away = h('button', { class: 'button button--quiet', type: 'button', t: 'terminal.take-away', test: 'terminal-take-away', onclick: () => api.put('/terminal/field', { things: [] }) });
  zone.append(empty);
  hand.append(...buttons.values());

  function createThing(thing) {
    const button = h('button', { class: `thing thing--${thing}`, type: 'button', 'aria-pressed': 'false', control: `terminal.${thing}`, test: `terminal-thing-${thing}` },
      h('span', { class: 'thing__picture', 'aria-hidden': 'true' }), h('span', { t: `terminal.thing-${thing}` }));
    makeDraggable(button, {
      onStart: () => { dragged = thing; },
      onMove: (x, y) => zone.classList.toggle('is-over', isInside(zone, x, y)),
      onEnd(x, y, isDrop) {
        dragged = null;
        zone.classList.remove('is-over');
        const isThere = isInside(zone, x, y);
        if (isDrop && isThere !== lying.includes(thing)) {
          put(thing, isThere);
        }
      },
    });
    button.addEventListener('click', () => put(thing, !lying.includes(thing)));
    return button;
  }

  const draw = onChange(field => {
    lying = field;
    for (const [thing, button] of buttons) {
      const isThere = field.includes(thing);
      setState(button, 'aria-pressed', isThere);
      button.title = t(isThere ? 'terminal.thing-take' : 'terminal.thing-put');
      move(button, isThere ? zone : hand);
    }

    empty.hidden = field.length > 0;
    away.disabled = field.length === 0;
    setText(said, field.length === 0 ? t('terminal.reader-empty-said') : t('terminal.reader-said', { things: field.map(thing => t(`terminal.thing-${thing}`)).join(', ') }));
  });

  return {
    element: h('div', { class: 'reader', role: 'group', label: 'terminal.reader' }, zone, hand, away, said),
    show(field) {
      // What a hand holds stays in it until it lets go.
      if (dragged === null) {
        draw(field);
      }
    },
  };
}

// The keyboard's place goes along.
function move(button, place) {
  if (button.parentElement !== place) {
    const hadFocus = document.activeElement === button;
    place.append(button);
    if (hadFocus) {
      button.focus({ preventScroll: true });
    }
  }
}

function isInside(element, x, y) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return x >= left && x <= right && y >= top && y <= bottom;
}

/** Lets an element be dragged by mouse or finger; a press without a move stays a click. */
function makeDraggable(element, { onStart, onMove, onEnd }) {
  let from = null;
  let isDragging = false;
  let wasDragged = false;

  element.addEventListener('pointerdown', event => {
    if (event.button === 0) {
      from = { x: event.clientX, y: event.clientY };
      element.setPointerCapture(event.pointerId);
    }
  });
  element.addEventListener('pointermove', event => {
    if (from === null) {
      return;
    }

    const [right, down] = [event.clientX - from.x, event.clientY - from.y];
    if (!isDragging && Math.hypot(right, down) > DRAG_PX) {
      isDragging = true;
      element.classList.add('is-dragged');
      onStart();
    }

    if (isDragging) {
      element.style.transform = `translate(${right}px, ${down}px)`;
      onMove(event.clientX, event.clientY);
    }
  });
  const end = isDrop => event => {
    from = null;
    if (isDragging) {
      isDragging = false;
      element.classList.remove('is-dragged');
      element.style.transform = '';
      wasDragged = true;
      setTimeout(() => { wasDragged = false; });
      onEnd(event.clientX, event.clientY, isDrop);
    }
  };
  element.addEventListener('pointerup', end(true));
  element.addEventListener('pointercancel', end(false));
  // The click that follows a drag is none.
  element.addEventListener('click', event => {
    if (wasDragged) {
      event.stopImmediatePropagation();
    }
  }, { capture: true });
}
