import { h, isSeen, onChange, setState, setText } from '../dom.js';
import { formatNumber, t } from '../i18n.js';
import { sayProblem } from '../notices.js';
import { createSwitch } from '../switch.js';
import { createRefusals } from './bank/refusals.js';
import { createAccounts, createAudit, createEntries, createHolds } from './bank/tables.js';
import { createTabs } from './bank/tabs.js';

const BETWEEN_MS = 500;
const BOOKED = ['ledger', 'audit'];

/** The bank's books, as an auditor sees them: accounts, entries, holds, audited events, and what was refused. Read again after each entry or record, twice a second at most. */
export function create(body, { api, world, head }) {
  const reached = createSwitch('bank.reached', 'bank-power', null, () => api.put('/bank/power', { on: !world.state.bank.running }));
  const sum = h('p', { class: 'mark', test: 'bank-sum' });
  const chain = h('p', { class: 'small soft bank__chain', test: 'bank-chain' });
  const accounts = createAccounts();
  const parts = { entries: createEntries(), holds: createHolds(), audit: createAudit(), refused: createRefusals(world) };
  const tabs = createTabs('bank', parts);

  head.append(sum, reached.element);
  body.classList.add('bank');
  body.append(accounts.element, tabs.element);
  parts.audit.element.prepend(chain);

  let waiting = 0;
  const draw = onChange(books => {
    const isZero = Number(books.sum) === 0;
    sum.className = isZero ? 'mark mark--good' : 'mark mark--bad';
    setText(sum, `${isZero ? '✓' : '✕'} ${t('bank.sum', { sum: books.sum })}`);
    accounts.show(books.accounts);
    parts.entries.show({ rows: books.entries, accounts: books.accounts });
    parts.holds.show({ rows: books.holds, accounts: books.accounts });
    parts.audit.show(books.audit);
    waiting = Math.max(0, (books.audit[0]?.id ?? 0) - books.chained);
    setText(chain, `${t('bank.chained', { count: formatNumber(books.chained) })} ${waiting > 0 ? t('bank.unchained', { count: formatNumber(waiting) }) : ''}`.trim());
    setState(chain, 'data-chained', books.chained);
  });

  let books = null;
  let isOld = true;
  let isBusy = false;
  async function refresh() {
    isBusy = true;
    while (isOld && isSeen(body)) {
      isOld = false;
      try {
        [books] = await Promise.all([api.get('/bank'), new Promise(done => setTimeout(done, BETWEEN_MS))]);
        draw(books);
      } catch (problem) {
        // Away, or gone: the page says so by itself. Anything else is a fault.
        if (problem.status !== 0 && problem.status !== 404) {
          sayProblem(problem);
        }
      }
    }

    isBusy = false;
  }

  const look = () => {
    if (isOld && !isBusy && isSeen(body)) {
      refresh();
    }
  };

  return {
    begin() {
      isOld = true;
      accounts.forget();
      Object.values(parts).forEach(part => part.forget());
    },
    onEvent(event) {
      isOld ||= BOOKED.includes(event.kind);
      parts.refused.take(event);
      look();
    },
    show(state) {
      reached.show(state.bank.running, t(state.bank.running ? 'bank.on' : 'bank.off'));
      parts.refused.show();
      tabs.show();
      if (books !== null) {
        draw(books);
      }

      look();
    },
    // The chain is made a little later than what is chained.
    tick() {
      isOld ||= waiting > 0 && world.state.clock.pace === 'running';
      look();
    },
  };
}
