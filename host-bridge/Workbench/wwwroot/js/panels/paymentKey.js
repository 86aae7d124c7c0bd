import { h, onChange } from '../dom.js';
import { t } from '../i18n.js';

/** The part of online banking where payment codes are registered and their key goes to token or phone. */
export function createPaymentKey(api) {
  const element = h('div', { class: 'stack stack--tight', test: 'payment-key' });
  const button = (text, test, control, act, first = false) =>
    h('button', { class: first ? 'button button--first' : 'button', type: 'button', t: text, test, control, onclick: act });
  const place = (isThere, there, not) => h('span', { class: isThere ? 'mark mark--good' : 'mark' }, t(isThere ? there : not));

  return {
    element,
    show: onChange(key => element.replaceChildren(
      h('h3', { t: 'banking.key-title' }),
      ...key === null
        ? [h('p', { class: 'soft small', t: 'banking.key-none' }),
          h('div', { class: 'row' }, button('banking.key-register', 'key-register', 'customer.register', () => api.post('/customer/payment-key'), true))]
        : [h('p', { class: 'row small' }, h('span', { class: 'soft' }, t('banking.key-version', { version: key.keyVersion })), 
          place(key.onToken, 'banking.key-token-there', 'banking.key-token-not'), place(key.onPhone, 'banking.key-phone-there', 'banking.key-phone-not')),
          h('div', { class: 'row' },
            button('banking.key-to-token', 'key-to-token', 'customer.fetch-token', () => api.post('/customer/payment-key/token')),
            button('banking.key-to-phone', 'key-to-phone', 'customer.fetch-phone', () => api.post('/customer/payment-key/phone')),
            button('banking.key-revoke', 'key-revoke', 'customer.revoke', () => api.delete('/customer/payment-key')))])),
  };
}
