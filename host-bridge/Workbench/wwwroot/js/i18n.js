// All texts: i18n/en.json and i18n/zh.json, the same keys in both. The browser's language, unless the visitor chose one.

const LANGUAGES = { en: 'en', zh: 'zh-CN' };
const STORED = 'paymentcode-language';

let language = 'en';
let table = {};

/** The language in use: `en` or `zh`. */
export const currentLanguage = () => language;

/** Loads the texts of the visitor's language. */
export async function loadTexts() {
  const wanted = stored() ?? navigator.languages?.map(one => one.slice(0, 2)).find(one => one in LANGUAGES) ?? 'en';
  await useLanguage(wanted in LANGUAGES ? wanted : 'en');
}

/** Changes the language of the page, and remembers it when the visitor asked for it. */
export async function useLanguage(code, isChosen = false) {
  const answer = await fetch(`/i18n/${code}.json`);
  if (!answer.ok) {
    throw new Error(`The texts of ${code} cannot be loaded.`);
  }

  table = await answer.json();
  language = code;
  if (isChosen) {
    try {
      localStorage.setItem(STORED, code);
    } catch {
      // A browser that keeps nothing: the choice lasts as long as the page.
    }
  }

  document.documentElement.lang = LANGUAGES[code];
  translate(document);
}

/** The text of a key such as `token.title`; `{name}` in it is replaced by values.name. */
export function t(key, values = {}) {
  const text = find(key);
  return text === undefined ? key : text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The words for a name that a device or the bank uses, such as word('reason', 'code-used'); the name itself where there are none. */
export function word(group, name) {
  const text = group.split('.').reduce((inner, part) => inner?.[part], table)?.[name];
  return typeof text === 'string' ? text : name;
}

/** All names of a group that have words. */
export const namesIn = group => Object.keys(table[group] ?? {});

/** Whether there is a text. */
export const hasText = key => find(key) !== undefined;

/** Puts the texts of this language into all elements below that name theirs: data-i18n, -label, -hint, -placeholder. */
export function translate(root) {
  for (const [attribute, put] of Object.entries(PLACES)) {
    for (const element of root.querySelectorAll(`[${attribute}]`)) {
      put(element, t(element.getAttribute(attribute)));
    }
  }
}

/** An amount of money as people write it here. `amount` is the bank's decimal string. */
export function formatAmount(amount, currency) {
  const value = Number(amount);
  return amount === '' || Number.isNaN(value) ? amount : new Intl.NumberFormat(LANGUAGES[language], { style: 'currency', currency }).format(value);
}

/** A number with a unit's usual precision. */
export const formatNumber = (value, digits = 0) =>
  new Intl.NumberFormat(LANGUAGES[language], { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

/** A moment (milliseconds since 1970, or RFC 3339) as time of day in UTC, the clock of the world. */
export function formatTime(moment, withMilliseconds = false) {
  const text = new Date(moment).toISOString();
  return text.slice(11, withMilliseconds ? 23 : 19);
}

const PLACES = {
  'data-i18n': (element, text) => { element.textContent = text; },
  'data-i18n-label': (element, text) => element.setAttribute('aria-label', text),
  'data-i18n-hint': (element, text) => element.setAttribute('title', text),
  'data-i18n-placeholder': (element, text) => element.setAttribute('placeholder', text),
};

function find(key) {
  let value = table;
  for (const part of key.split('.')) {
    value = value?.[part];
  }

  return typeof value === 'string' ? value : undefined;
}

function stored() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}
