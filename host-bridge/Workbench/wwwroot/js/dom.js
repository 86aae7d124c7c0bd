import { t } from './i18n.js';

// Texts by key: they change with the language without being drawn anew.
const BY_KEY = { t: 'data-i18n', label: 'data-i18n-label', hint: 'data-i18n-hint', placeholder: 'data-i18n-placeholder' };

/**
 * Makes an element: h('button', { type: 'button', t: 'token.hold', test: 'token-hold', onclick: hold }, ...children).
 * `t`, `label`, `hint` and `placeholder` take keys of texts; `on…` a listener; `test` is data-testid; `control` is data-control, the name by which stories know it.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }

    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name in BY_KEY) {
      element.setAttribute(BY_KEY[name], value);
      if (name === 't') {
        element.textContent = t(value);
      } else {
        element.setAttribute(name === 'label' ? 'aria-label' : name === 'hint' ? 'title' : name, t(value));
      }
    } else if (name === 'test') {
      element.dataset.testid = value;
    } else if (name === 'control') {
      element.dataset.control = value;
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }

  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** Sets an element's text, only where it is another. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Sets or takes away a state such as `aria-pressed`. */
export function setState(element, name, value) {
  const text = String(value);
  if (element.getAttribute(name) !== text) {
    element.setAttribute(name, text);
  }
}

/** Remembers what was drawn: the drawing is done again only when the value, or the language, is another. */
export function onChange(draw) {
  let last;
  return value => {
    const now = document.documentElement.lang + JSON.stringify(value);
    if (now !== last) {
      last = now;
      draw(value);
    }
  };
}

/** Whether somebody can see it: it is displayed, and the page is in front. */
export const isSeen = element => document.visibilityState === 'visible' && element.getClientRects().length > 0;
