import { h, isSeen, onChange } from '../dom.js';
import { formatAmount, hasText, t, word } from '../i18n.js';
import { sayProblem } from '../notices.js';

const REST_MS = 500;
const WIDE = matchMedia('(min-width: 1100px)');

/** Stories: which there are, the steps of the one that is told, and a mark at what is to be used next. */
export function create(body, { api, world, places }) {
  let offers = [];
  let marked = [];
  let doing = null;
  let inSight = null;

  const draw = onChange(({ story, end, list }) => {
    const focused = body.contains(document.activeElement) ? document.activeElement.dataset.testid : undefined;
    body.replaceChildren(story === null ? offersOf(list) : storyOf(story, end));
    body.querySelector(`[data-testid="${focused}"]:not(:disabled)`)?.focus({ preventScroll: true });
  });

  const offersOf = list => h('div', { class: 'stack stack--tight' },
    h('p', { class: 'soft small', t: 'guide.intro' }),
    h('ul', { class: 'guide__stories' }, list.map(story => h('li', {}, h('button', {
      class: 'button guide__story', type: 'button', test: `story-${story.id}`, disabled: !story.available, onclick: () => begin(story.id),
    }, word('story', story.id), h('span', {}, word('story-text', story.id)))))));

  const storyOf = (story, end) => h('div', { class: 'stack stack--tight' },
    h('h3', {}, word('story', story.id)),
    h('ol', { class: 'guide__steps', test: 'story-steps' }, story.steps.map(step => stepRow(story, step))),
    story.done ? endOf(end) : story.failed === null ? nowOf(story) : failedOf(story),
    h('div', { class: 'row guide__acts' },
      story.next !== null && h('button', { class: 'button button--first', type: 'button', t: 'guide.do', test: 'story-do', disabled: story.next.waiting, onclick: () => doNext(story) }),
      story.next !== null && h('button', { class: 'button', type: 'button', t: 'guide.show', test: 'story-show', onclick: showNext }),
      story.next === null && h('button', { class: story.done ? 'button' : 'button button--first', type: 'button', t: 'guide.again', test: 'story-again', onclick: () => begin(story.id) }),
      h('button', { class: 'button', type: 'button', t: story.next === null ? 'guide.others' : 'guide.leave', test: 'story-leave', onclick: () => api.delete('/stories') })));

  async function begin(id) {
    await api.post(`/stories/${id}`);
    showNext();
  }

  // A second click on the same step comes too early: the world has to take the first.
  async function doNext({ id, next }) {
    if (doing !== next.id) {
      doing = next.id;
      showNext();
      await api.post(`/stories/${id}/do`);
      await new Promise(done => setTimeout(done, REST_MS));
      doing = doing === next.id ? null : doing;
    }
  }

  function showNext() {
    const first = marked[0];
    if (first) {
      places.reveal(first);
      first.scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    }
  }

  // What is next in the place where the visitor is; not in one column, where the guide itself would leave the window.
  function bringIntoSight(element) {
    const place = element && isSeen(element) && WIDE.matches ? element : null;
    if (place !== inSight) {
      inSight = place;
      place?.scrollIntoView({ block: 'nearest' });
    }
  }

  function mark(next) {
    // Where there are several, as with reservations, the first is the newest.
    const wanted = next && !next.waiting ? [...document.querySelectorAll(`[data-control~="${next.part}.${next.control}"]`)].slice(0, 1) : [];
    for (const element of marked.filter(old => !wanted.includes(old))) {
      element.classList.remove('is-next');
      element.removeAttribute('data-next');
    }

    for (const element of wanted) {
      element.classList.add('is-next');
      element.dataset.next = t('guide.next');
    }

    marked = wanted;
    places.mark(wanted[0]);
    bringIntoSight(wanted[0]);
  }

  return {
    async begin() {
      try {
        offers = await api.get('/stories');
      } catch (problem) {
        sayProblem(problem);
      }

      if (world.state !== null) {
        this.show(world.state);
      }
    },
    show(state) {
      draw({ story: state.story, end: state.story?.done ? endFacts(state) : null, list: offers });
      mark(state.story?.next);
    },
  };
}

function stepRow(story, step) {
  const isNext = story.next?.id === step.id;
  const kind = step.done ? 'guide__step guide__step--done' : isNext ? 'guide__step guide__step--next' : 'guide__step';
  return h('li', { class: kind, 'aria-current': isNext ? 'step' : null, test: `step-${step.id}` },
    h('span', {}, word(`step.${story.id}`, step.id), step.done && h('span', { class: 'visually-hidden', t: 'guide.step-done' })));
}

const nowOf = story => h('div', { class: 'guide__now', role: 'status', test: 'story-now' },
  h('p', {}, story.next.waiting ? waitOf(story) : word(`step-text.${story.id}`, story.next.id)));

const waitOf = ({ id, next }) => t(hasText(`step-wait.${id}.${next.id}`) ? `step-wait.${id}.${next.id}` : 'guide.waiting');

const failedOf = story => h('div', { class: 'guide__failed', role: 'status', test: 'story-failed' }, h('p', {}, t('guide.failed', { why: word('reason', story.failed) })));

const endOf = end => h('div', { class: 'guide__end', role: 'status', test: 'story-end' }, h('p', {}, t(`guide.end-${end.id}`, end)));

// What the story came to, from the bank's books: the devices may have gone on.
function endFacts(state) {
  const { reservations, orders, payments } = state.customer;
  const result = {
    withdrawal: () => reservations.find(one => one.state === 'dispensed'),
    purchase: () => orders.find(one => one.kind === 'purchase' && one.state === 'completed'),
    transfer: () => orders.find(one => one.kind === 'transfer' && one.state === 'completed'),
    paymentcode: () => payments[0],
  }[state.story.id]?.();
  return {
    id: hasText(`guide.end-${state.story.id}`) ? state.story.id : 'other',
    amount: result ? formatAmount(result.amount, result.currency) : '',
    balance: formatAmount(state.customer.balance, state.customer.currency),
  };
}
