import * as bank from '/phone/bank.js';
import { defaultValidity, goodUntil, makeCode, parseAmount, stepAt, validities } from '/phone/code.js';
import { encodeDigits } from '/phone/qr.js';
import { forgetWallet, keepWallet, loadWallet, takeIndex } from '/phone/store.js';
import { language, say, sayReason, sayRefusal, switchLanguage } from '/phone/text.js';

const quietZone = 4;
const clockToleranceMs = 30_000;
const outcomePeriodMs = 2_000;
const element = id => document.getElementById(id);

let wallet = null;
let keyState = null;
let shown = null;
let message = () => '';

// Why this browser keeps no codes: the name of a text, null if it does.
let obstacle = null;

function showText() {
  document.documentElement.lang = language() === 'zh' ? 'zh-Hans' : 'en';
  for (const part of document.querySelectorAll('[data-text]')) {
    part.textContent = say(part.dataset.text);
  }
  element('language').textContent = language() === 'zh' ? 'English' : '中文';
  element('language').lang = language() === 'zh' ? 'en' : 'zh';
  for (const option of element('validity').options) {
    const seconds = Number(option.value);
    option.textContent = seconds < 120 ? say('seconds', seconds) : say('minutes', seconds / 60);
  }
}

function showState() {
  showText();
  const said = message() || (obstacle === null ? '' : say(obstacle));
  put('message', said);
  element('message').hidden = said === '';
  element('pay').hidden = wallet === null;
  element('login').hidden = bank.isLoggedIn() || obstacle === 'insecure';
  element('account').hidden = !bank.isLoggedIn();
  if (wallet !== null) {
    const left = wallet.indices.length - wallet.position;
    put('left', left === 0 ? say('none') : say('left', left));
  }
  if (keyState !== null) {
    put('state', !keyState.allowed ? say('notAllowed')
      : !keyState.registered ? say('notRegistered')
      : keyState.device === null ? say('onNothing')
      : keyState.device === 'phone' ? say('onPhone') : say('onToken', keyState.device));
    element('register').hidden = keyState.registered;
    element('fetch').hidden = !keyState.registered || !keyState.allowed || obstacle !== null;
    element('rotate').hidden = element('revoke').hidden = !keyState.registered;
  }
  showCode();
}

function showCode() {
  element('code').hidden = shown === null;
  if (shown === null) {
    return;
  }
  const left = Math.max(0, shown.until - Math.floor(bankTime() / 1000));
  put('digits', shown.code.replace(/(\d{4})(?=\d)/g, '$1 '));
  element('symbol').setAttribute('aria-label', shown.code);
  element('modules').setAttribute('d', left > 0 ? shown.path : '');
  put('good', left > 0 ? say('goodFor', left) : say('over'));
  put('outcome', shown.outcome === null ? ''
    : shown.outcome.verdict === 'approved' ? say('paid', shown.outcome.amount, shown.outcome.currency, shown.outcome.merchant)
    : shown.outcome.verdict === 'reversed' ? say('givenBack')
    : say('notPaid', sayReason(shown.outcome.reason)));
}

// The same text again would be read out again.
function put(id, text) {
  if (element(id).textContent !== text) {
    element(id).textContent = text;
  }
}

const bankTime = () => Date.now() - wallet.clockAhead;

// Each button's work: one at a time, and whatever goes wrong is said.
async function act(work) {
  message = () => '';
  const before = document.activeElement;
  const buttons = [...document.querySelectorAll('main button')];
  buttons.forEach(button => { button.disabled = true; });
  try {
    await work();
  } catch (error) {
    message = error instanceof bank.Offline ? () => say('noConnection')
      : error instanceof bank.Refused ? () => sayRefusal(error) : () => say('failed', error.message);
    if (!bank.isLoggedIn()) {
      keyState = null;
    }
  }
  buttons.forEach(button => { button.disabled = false; });
  showState();
  keepFocus(before, buttons);
}

// A button loses the keyboard while it is disabled or when it is hidden: back to it, or to the first that is there.
function keepFocus(before, buttons) {
  if (before !== document.body && (document.activeElement === document.body || !document.activeElement.checkVisibility())) {
    (before.checkVisibility() ? before : buttons.find(button => button.checkVisibility()))?.focus();
  }
}

async function makeNext() {
  // Another window may have loaded codes anew, or removed them.
  wallet = await loadWallet();
  if (wallet === null) {
    shown = null;
    return;
  }
  const amountMinor = parseAmount(element('amount').value, wallet.exponent);
  if (Number.isNaN(amountMinor)) {
    message = () => say('badAmount');
    return;
  }
  const now = bankTime();
  if (now < wallet.newestTime - clockToleranceMs) {
    message = () => say('badClock');
    return;
  }
  const validity = Number(element('validity').value);
  if (shown !== null && shown.until * 1000 > now && shown.outcome === null && shown.validity === validity && shown.amountMinor === amountMinor) {
    return;
  }
  const taken = await takeIndex(now);
  if (taken === null) {
    shown = null;
    return;
  }
  wallet = taken.wallet;
  const step = stepAt(validity, Math.floor(now / 1000));
  const code = await makeCode(
    wallet.key, wallet.prefix, taken.index, validity, step, amountMinor, amountMinor === 0 ? 0 : wallet.currencyNumber);
  shown = { code, path: pathOf(encodeDigits(code)), until: goodUntil(validity, step), validity, amountMinor, outcome: null };
}

const pathOf = modules => modules.flatMap((row, y) => row.map((dark, x) => dark ? `M${x + quietZone} ${y + quietZone}h1v1h-1z` : '')).join('');

// While a code is shown and there is a session, the bank is asked what became of it.
async function askOutcome() {
  if (shown === null || shown.outcome?.verdict === 'reversed' || !bank.isLoggedIn()) {
    return;
  }
  const about = shown;
  const outcome = await bank.outcomeOf(about.code).catch(() => null);
  if (outcome !== null && outcome.verdict !== 'unused') {
    about.outcome = outcome;
    showState();
  }
}

async function start() {
  for (const seconds of validities) {
    element('validity').append(new Option('', seconds, seconds === defaultValidity, seconds === defaultValidity));
  }
  element('language').addEventListener('click', () => { switchLanguage(); showState(); });
  element('show').addEventListener('click', () => act(makeNext));
  element('forget').addEventListener('click', () => act(async () => { await forgetWallet(); wallet = shown = null; }));
  element('login').addEventListener('submit', event => {
    event.preventDefault();
    act(async () => {
      await bank.logIn(element('phone').value, element('password').value);
      element('password').value = '';
      keyState = await bank.keyState();
    });
  });
  element('logout').addEventListener('click', () => act(async () => { await bank.logOut(); keyState = null; }));
  element('register').addEventListener('click', () => act(async () => { keyState = await bank.registerKey(); }));
  element('rotate').addEventListener('click', () => act(async () => { keyState = await bank.rotateKey(); }));
  element('revoke').addEventListener('click', () => act(async () => {
    await bank.revokeKey();
    await forgetWallet();
    wallet = shown = null;
    keyState = await bank.keyState();
  }));
  element('fetch').addEventListener('click', () => act(async () => {
    await keepWallet(await bank.fetchKey().catch(error => { throw error instanceof bank.Offline ? new Error(say('fetchLost')) : error; }));
    wallet = await loadWallet();
    shown = null;
    keyState = await bank.keyState();
  }));
  if (globalThis.crypto?.subtle === undefined || navigator.serviceWorker === undefined) {
    obstacle = 'insecure';
  } else {
    try {
      wallet = await loadWallet();
      navigator.serviceWorker.register('/phone/worker.js', { scope: '/phone' }).catch(() => null);
    } catch {
      obstacle = 'noStorage';
    }
  }
  setInterval(showCode, 500);
  setInterval(askOutcome, outcomePeriodMs);
  showState();
}

start();
