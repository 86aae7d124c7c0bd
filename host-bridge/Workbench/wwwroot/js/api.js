import { currentLanguage, hasText, t } from './i18n.js';

/** A refusal by the workbench or by the bank: RFC 9457 problem details. */
export class Problem extends Error {
  constructor(status, name, detail) {
    super(detail);
    this.status = status;
    this.name = name;
  }

  /** In words of the visitor's language. */
  get words() {
    const own = `problem.${this.name}`;
    // The detail says more, in English.
    return currentLanguage() === 'en' && this.message ? this.message : hasText(own) ? t(own) : this.message || t('problem.failed');
  }
}

/** The REST interface of one world. Each request that changes something answers with the world's state, which goes to `onState`. */
export class Api {
  #onState;
  #onProblem;
  #path = '';
  #turns = new Map();

  constructor({ onState, onProblem }) {
    this.#onState = onState;
    this.#onProblem = onProblem;
  }

  /** Which world it is. */
  use(id) {
    this.#path = `/api/worlds/${id}`;
  }

  /** The address of something in the world, such as /token/display.png. */
  url(path) {
    return this.#path + path;
  }

  /** Asks and returns the answer. Throws a Problem. */
  async ask(method, path, body) {
    const answer = await send(method, this.url(path), body);
    if (answer?.clock && answer.newestEvent !== undefined) {
      this.#onState(answer);
    }

    return answer;
  }

  /** Asks; a refusal is shown to the visitor, and the result is null. Requests to one address go out one after the other: keys keep their order. */
  do(method, path, body) {
    const turn = (this.#turns.get(path) ?? Promise.resolve()).then(async () => {
      try {
        return await this.ask(method, path, body);
      } catch (problem) {
        this.#onProblem(problem);
        return null;
      }
    });
    this.#turns.set(path, turn);
    return turn;
  }

  get(path) {
    return this.ask('GET', path);
  }

  post(path, body) {
    return this.do('POST', path, body);
  }

  put(path, body) {
    return this.do('PUT', path, body);
  }

  delete(path) {
    return this.do('DELETE', path);
  }
}

/** One request. Throws a Problem where the answer is a refusal, or where none came. */
export async function send(method, url, body) {
  let answer;
  try {
    answer = await fetch(url, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Problem(0, 'not-reached', t('problem.not-reached'));
  }

  const text = await answer.text();
  let content = null;
  try {
    content = text === '' ? null : JSON.parse(text);
  } catch {
    // Neither JSON nor a problem: the status has to do.
  }

  if (!answer.ok) {
    const name = String(content?.type ?? '').replace('urn:paymentcode:', '') || 'failed';
    throw new Problem(answer.status, name, content?.detail ?? content?.title ?? '');
  }

  return content;
}
