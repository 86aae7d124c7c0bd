import { h } from './dom.js';
import { t } from './i18n.js';

const STAY_MS = 9000;
const MOST = 3;
const region = document.getElementById('notices');

/** Says something to the visitor, in a live region; it goes by itself or when he closes it. */
export function say(text, isBad = false) {
  for (const old of [...region.children]) {
    if (old.dataset.text === text) {
      old.remove();
    }
  }

  while (region.childElementCount >= MOST) {
    region.firstElementChild.remove();
  }

  const notice = h('div', { class: isBad ? 'notice notice--bad' : 'notice', 'data-text': text, test: 'notice' },
    h('p', {}, text),
    h('button', { class: 'button button--quiet', type: 'button', 'aria-label': t('frame.close'), onclick: () => notice.remove() }, '×'));
  region.append(notice);
  setTimeout(() => notice.remove(), STAY_MS);
}

/** Says why something was refused. What is no refusal is a fault of the page's and goes to the console as well. */
export function sayProblem(problem) {
  if (problem.words === undefined) {
    console.error(problem);
  }

  say(problem.words ?? t('problem.failed'), true);
}
