// Payment codes as docs/PROTOCOLS.md, section 12, has them. The same vectors hold for this file and for the firmware's.

export const validities = [30, 60, 180, 600];
export const defaultValidity = 60;

const label = new TextEncoder().encode('PaymentCode payment v1');
const authenticatorDigits = 6;
const largestAmountMinor = 999_999_999_999;

const stepSeconds = validity => validity / 5 * 2;

export const stepAt = (validity, seconds) => Math.floor(seconds / stepSeconds(validity));

/** The second in which a code of the step is good no more. */
export const goodUntil = (validity, step) => step * stepSeconds(validity) + validity;

/**
 * The code of a moment.
 * @param {CryptoKey} key the account's key, HMAC-SHA-256
 * @param {string} prefix two digits
 * @param {string} index ten digits
 * @param {number} validity seconds
 * @param {number} step {@link stepAt}
 * @param {number} amountMinor minor units, 0 if the terminal says the amount
 * @param {number} currency ISO 4217 number, 0 with amount 0
 */
export async function makeCode(key, prefix, index, validity, step, amountMinor, currency) {
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, message(prefix, index, validity, step, amountMinor, currency)));
  const at = mac[mac.length - 1] & 0x0f;
  const truncated = new DataView(mac.buffer).getUint32(at) & 0x7fffffff;
  return prefix + index + String(truncated % 10 ** authenticatorDigits).padStart(authenticatorDigits, '0');
}

function message(prefix, index, validity, step, amountMinor, currency) {
  const bytes = new Uint8Array(label.length + 21);
  bytes.set(label);
  const rest = new DataView(bytes.buffer, label.length);
  putDecimal(rest, 0, 1, prefix);
  putDecimal(rest, 1, 5, index);
  rest.setUint16(6, validity);
  rest.setUint32(8, step);
  rest.setUint8(12, amountMinor === 0 ? 0 : 1);
  putDecimal(rest, 13, 6, amountMinor);
  putDecimal(rest, 19, 2, currency);
  return bytes;
}

// Packed decimal digits, the first in the high nibble.
function putDecimal(view, offset, count, number) {
  const digits = String(number).padStart(2 * count, '0');
  for (let i = 0; i < count; i++) {
    view.setUint8(offset + i, parseInt(digits.slice(2 * i, 2 * i + 2), 16));
  }
}

/**
 * Reads an amount that a person typed: 12, 12.5 and 12.50 in a currency of two decimals.
 * @returns {number} minor units, 0 for nothing; NaN if it is none
 */
export function parseAmount(text, exponent) {
  if (text.trim() === '') {
    return 0;
  }
  const match = /^(\d{1,10})(?:[.,](\d+))?$/.exec(text.trim());
  if (!match || (match[2] ?? '').length > exponent) {
    return NaN;
  }
  const minor = Number(match[1] + (match[2] ?? '').padEnd(exponent, '0'));
  return minor > 0 && minor <= largestAmountMinor ? minor : NaN;
}
