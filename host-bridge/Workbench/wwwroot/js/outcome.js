import { formatAmount, t, word } from './i18n.js';

/** How something ended at a machine, such as outcomeWords('atm.result', …); a bank that cannot be reached is no reason to be said twice. */
export function outcomeWords(key, { outcome, reason, amount, currency }) {
  const why = !reason || (outcome === 'unreachable' && reason === 'not-reached') ? '' : word('reason', reason);
  return t(`${key}-${outcome}`, { reason: why, amount: amount ? formatAmount(amount, currency) : '' }).trim();
}
