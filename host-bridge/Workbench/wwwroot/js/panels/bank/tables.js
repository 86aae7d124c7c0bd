import { h, onChange } from '../../dom.js';
import { formatNumber, formatTime, word } from '../../i18n.js';

/** Accounts: what they have, and what of it is held. */
export function createAccounts() {
  const table = createTable('accounts', ['kind', 'owner', 'currency', 'balance', 'held']);
  return {
    ...table,
    show: onChange(rows => table.fill([rows.map(row => h('tr', { test: 'bank-account', 'data-account': row.id },
      h('th', { scope: 'row' }, word('account-kind', row.kind)),
      h('td', { title: row.id }, row.owner),
      h('td', { class: 'bank__aside' }, row.currency),
      amountCell(row.balance),
      amountCell(row.held, Number(row.held) === 0 ? 'soft' : '')))])),
  };
}

/** Entries, posting by posting: those of one posting are zero together. */
export function createEntries() {
  const table = createTable('entries', ['posting', 'time', 'what', 'reference', 'account', 'amount']);
  let newest = null;
  return {
    ...table,
    forget() {
      newest = null;
      table.forget();
    },
    show: onChange(({ rows, accounts }) => {
      const postings = Map.groupBy(rows, row => row.posting);
      table.fill([...postings.values()].map(entries => entries.map((entry, at) => h('tr', { test: 'bank-entry', class: newest !== null && entry.posting > newest ? 'is-new' : null },
        at === 0 && h('th', { scope: 'rowgroup', rowspan: entries.length, class: 'number' }, `${entry.posting}`),
        at === 0 && h('td', { rowspan: entries.length, class: 'number bank__aside' }, formatTime(entry.at)),
        at === 0 && h('td', { rowspan: entries.length }, word('posting-kind', entry.kind)),
        at === 0 && h('td', { rowspan: entries.length, class: 'mono small bank__aside' }, shortened(entry.reference)),
        h('td', { title: entry.account }, nameOf(entry.account, accounts)),
        amountCell(entry.amount)))));
      newest = rows[0]?.posting ?? 0;
    }),
  };
}

/** Holds: money that is set aside for a reservation or an order. */
export function createHolds() {
  const table = createTable('holds', ['reference', 'account', 'state', 'amount']);
  return {
    ...table,
    show: onChange(({ rows, accounts }) => table.fill([rows.map(row => h('tr', { test: 'bank-hold', 'data-state': row.state },
      h('th', { scope: 'row', class: 'mono small' }, row.reference),
      h('td', { title: row.account }, nameOf(row.account, accounts)),
      h('td', {}, h('span', { class: row.state === 'active' ? 'mark mark--busy' : 'mark' }, word('hold-state', row.state))),
      amountCell(row.amount)))])),
  };
}

/** What the bank has put on record. */
export function createAudit() {
  const table = createTable('audit', ['number', 'time', 'actor', 'subject', 'what']);
  let newest = null;
  return {
    ...table,
    forget() {
      newest = null;
      table.forget();
    },
    show: onChange(rows => {
      table.fill([rows.map(row => h('tr', { test: 'bank-record', class: newest !== null && row.id > newest ? 'is-new' : null },
        h('th', { scope: 'row', class: 'number' }, `${row.id}`),
        h('td', { class: 'number' }, formatTime(row.at)),
        h('td', { class: 'mono small', title: row.actor }, shortened(row.actor)),
        h('td', { class: 'mono small', title: row.subject }, shortened(row.subject)),
        h('td', {},
          h('span', { class: isRefused(row) ? 'bank__refused' : null, title: row.event }, `${isRefused(row) ? '✕ ' : ''}${word('audit', row.event)}`),
          row.detail !== '{}' && h('p', { class: 'mono bank__detail', title: row.detail }, row.detail))))]);
      newest = rows[0]?.id ?? 0;
    }),
  };
}

const isRefused = row => row.event.endsWith('refused') || row.detail.includes('"to":"refused"');

/** A table with a caption and a head; `fill` takes its groups of rows. */
export function createTable(name, columns) {
  const table = h('table', { class: `bank__table bank__table--${name}`, test: `bank-${name}` },
    h('caption', { class: 'visually-hidden', t: `bank.${name}` }),
    h('thead', {}, h('tr', {}, columns.map(column => h('th', { scope: 'col', class: classOf(name, column), t: `bank.column-${column}` })))));
  const empty = h('p', { class: 'soft small bank__empty', t: `bank.no-${name}`, hidden: true });
  return {
    // Where it is too narrow, the table is moved with the arrow keys.
    element: h('div', { class: 'bank__scroll', role: 'region', label: `bank.${name}`, tabindex: 0 }, table, empty),
    fill(groups) {
      [...table.tBodies].forEach(group => group.remove());
      table.append(...groups.map(rows => h('tbody', {}, rows)));
      empty.hidden = groups.flat().length > 0;
    },
    forget() {},
  };
}

// Sums stand at the end; what can be missed leaves where there is little room.
const classOf = (table, column) => (['balance', 'held', 'amount'].includes(column) ? 'bank__amount' : column === 'currency' || (table === 'entries' && ['time', 'reference'].includes(column)) ? 'bank__aside' : null);

const amountCell = (amount, kind = '') => h('td', { class: `number bank__amount ${kind}` }, formatNumber(Number(amount), 2));

/** Long identifiers by their beginning: all of them stands in the cell's title. */
const shortened = text => text.replace(/\b([0-9a-f]{8})[0-9a-f]{8,}\b/i, '$1…');

// Whose account it is: people and shops by name, what the bank keeps for its devices by kind and device.
function nameOf(id, accounts) {
  const account = accounts.find(one => one.id === id);
  if (account === undefined) {
    return id;
  }

  return ['customer', 'merchant'].includes(account.kind) ? account.owner : `${word('account-kind', account.kind)} ${account.owner}`;
}
