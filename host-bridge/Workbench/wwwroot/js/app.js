// The workbench's page. It does nothing that the REST interface does not offer (docs/WORKBENCH.md).
//
// A panel is js/panels/NAME.js with `create(body, { api, world, head, places })` that fills the body of <section data-panel="NAME"> in index.html and returns
//   show(state)    draws the world's state; called up to 20 times a second, when the visitor goes to another place, and after a change of language: draw only what changed (dom.js: onChange, setText)
//   onEvent(event) optional: each event in turn, from a few hundred before the page was opened on
//   begin()        optional: another world, or the same from its beginning: events start again
//   tick()         optional: twice a second, for what counts time (world.nowMs, world.utcMs)
// It is listed in PANELS below; its heading is the text NAME.title, its other texts begin with NAME. in both i18n files, its style is css/NAME.css, linked in index.html.
// Elements are made with h() of dom.js: texts by key (t, label), data-testid by `test` on everything that is used, `control: 'part.control'` (on a button or on what surrounds a field) for what
// a story's step names, so that the guide can mark it. api.post/put/delete show refusals by themselves and hand the state on; pressed keys go in order. Style attributes are refused by the
// page's content security policy: use classes.

import { Api } from './api.js';
import { createClock } from './clock.js';
import { h, setText } from './dom.js';
import { currentLanguage, loadTexts, t, useLanguage } from './i18n.js';
import { say, sayProblem } from './notices.js';
import { createPlaces } from './places.js';
import { World } from './world.js';
import * as atm from './panels/atm.js';
import * as attacks from './panels/attacks.js';
import * as bank from './panels/bank.js';
import * as banking from './panels/banking.js';
import * as camera from './panels/camera.js';
import * as guide from './panels/guide.js';
import * as phone from './panels/phone.js';
import * as shop from './panels/shop.js';
import * as terminal from './panels/terminal.js';
import * as timeline from './panels/timeline.js';
import * as token from './panels/token.js';

// The guide is last: it marks what the others have drawn.
const PANELS = {
  token,
  banking,
  atm,
  camera,
  terminal,
  shop,
  phone,
  bank,
  attacks,
  timeline,
  guide,
};

const TICK_MS = 500;
const REST_AFTER_MS = 600_000;

await loadTexts();
const link = document.getElementById('link');
const panels = [];
const api = new Api({ onState: state => world.take(state), onProblem: sayProblem });
const world = new World(api, {
  onBegin: () => {
    panels.forEach(panel => panel.begin?.());
    setReady(true);
  },
  onState: state => panels.forEach(panel => panel.show(state)),
  onEvent: event => panels.forEach(panel => panel.onEvent?.(event)),
  onLink: isUp => setText(link, isUp ? '' : t('frame.link-down')),
  onNews: key => say(t(key)),
  onProblem: sayProblem,
});

const sections = [];
const places = createPlaces(document.getElementById('places'), listed(), () => world.state && panels.forEach(panel => panel.show(world.state)));
for (const [name, panel] of Object.entries(PANELS)) {
  const section = document.querySelector(`[data-panel="${name}"]`);
  const head = h('header', { class: 'panel__head' }, h('h2', { id: `${name}-title`, t: `${name}.title` }));
  const body = h('div', { class: 'panel__body' });
  section.setAttribute('aria-labelledby', `${name}-title`);
  section.append(head, body);
  panels.push(panel.create(body, { api, world, head, places }));
}

panels.push(createClock(document.getElementById('clock'), { api, world }));
createLanguage(document.getElementById('language'));
places.begin();
try {
  await world.open();
} catch (problem) {
  // It cannot go on without a world, so this stays until the page is loaded again.
  setText(document.getElementById('loading'), problem.words ?? t('problem.failed'));
}

setInterval(() => world.state && panels.forEach(panel => panel.tick?.()), TICK_MS);

// A page that is out of sight for long lets its world go idle.
let restTimer;
document.addEventListener('visibilitychange', () => {
  clearTimeout(restTimer);
  if (document.visibilityState === 'hidden') {
    restTimer = setTimeout(() => world.rest(), REST_AFTER_MS);
  } else {
    world.wake().catch(sayProblem);
  }
});

// Without a world there is nothing to use.
function setReady(isReady) {
  document.getElementById('main').inert = document.getElementById('clock').inert = !isReady;
  document.getElementById('loading').hidden = isReady;
}

// Panels that are not there are not seen.
function listed() {
  for (const section of document.querySelectorAll('[data-panel]')) {
    if (section.dataset.panel in PANELS) {
      sections.push(section);
    } else {
      section.remove();
    }
  }

  return sections;
}

function createLanguage(button) {
  const label = () => {
    button.textContent = currentLanguage() === 'en' ? '中文' : 'English';
    button.lang = currentLanguage() === 'en' ? 'zh-CN' : 'en';
  };
  label();
  button.addEventListener('click', async () => {
    await useLanguage(currentLanguage() === 'en' ? 'zh' : 'en', true);
    label();
    if (world.state) {
      panels.forEach(panel => panel.show(world.state));
    }
  });
}
