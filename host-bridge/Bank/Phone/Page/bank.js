// The bank's customer interface (docs/API.md). The session lives in this window only.

let session = null;

export const isLoggedIn = () => session !== null;

/** A refusal of the bank's: its name and its words. */
export class Refused extends Error {
  constructor(problem, status) {
    super(problem.detail ?? `HTTP ${status}`);
    this.problem = (problem.type ?? '').replace('urn:paymentcode:', '');
    this.status = status;
  }
}

/** The bank could not be reached. */
export class Offline extends Error {}

async function ask(method, path, body) {
  const headers = session === null ? {} : { Authorization: 'Bearer ' + session };
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: 'no-store' });
  } catch {
    throw new Offline();
  }
  if (response.ok) {
    return response.status === 204 ? null : response.json();
  }
  if (response.status === 401) {
    session = null;
  }
  throw new Refused(await response.json().catch(() => ({})), response.status);
}

export async function logIn(phone, password) {
  session = (await ask('POST', '/customer/login', { phone, password })).token;
}

export async function logOut() {
  await ask('POST', '/customer/logout').catch(() => null);
  session = null;
}

export const keyState = () => ask('GET', '/customer/payment-key');
export const registerKey = () => ask('POST', '/customer/payment-key');
export const fetchKey = () => ask('POST', '/customer/payment-key/fetch', {});
export const rotateKey = () => ask('POST', '/customer/payment-key/rotate');
export const revokeKey = () => ask('DELETE', '/customer/payment-key');
export const outcomeOf = code => ask('GET', '/customer/payment-codes/' + code);
