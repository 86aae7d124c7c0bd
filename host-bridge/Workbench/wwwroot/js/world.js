import { Problem, send } from './api.js';
import { openStream } from './stream.js';

const STORED = 'paymentcode-world';
const HISTORY = 500;

/**
 * The visitor's world: found again by the id in the address (#world=…) or in this tab's session storage, else made. Holds its newest state and follows its events.
 */
export class World {
  #api;
  #told;
  #close = () => {};
  #receivedAt = 0;
  #isResting = false;

  /** `told` has onState(state), onEvent(event), onLink(isUp), onNews(key): a world that went, in a text's key. */
  constructor(api, told) {
    this.#api = api;
    this.#told = told;
  }

  /** The newest state, or null. */
  state = null;

  /** Milliseconds on the world's clock, going on by itself between two states. */
  get nowMs() {
    const clock = this.state?.clock;
    return clock === undefined ? 0 : clock.nowMs + (clock.pace === 'running' ? performance.now() - this.#receivedAt : 0);
  }

  /** The same as a moment: milliseconds since 1970. */
  get utcMs() {
    return this.state === null ? 0 : Date.parse(this.state.clock.utc) + this.nowMs - this.state.clock.nowMs;
  }

  /** Finds the visitor's world or makes one. Throws a Problem where neither can be done. */
  async open() {
    const id = idInAddress() ?? read();
    if (id !== null) {
      try {
        this.#begin(await send('GET', `/api/worlds/${id}`));
        return;
      } catch (problem) {
        if (!(problem instanceof Problem) || problem.status !== 404) {
          throw problem;
        }

        this.#told.onNews('world.freed');
      }
    }

    this.#begin(await send('POST', '/api/worlds', {}));
  }

  /** Begins anew with a seed. */
  async reset(seed) {
    this.#close();
    try {
      this.#begin(await send('POST', this.#api.url('/reset'), { seed }));
    } catch (problem) {
      this.#follow();
      throw problem;
    }
  }

  /** Stops listening: a world that nobody looks at may be freed. */
  rest() {
    this.#isResting = true;
    this.#close();
  }

  /** Listens again after a rest. */
  async wake() {
    if (this.#isResting) {
      this.#isResting = false;
      await this.open();
    }
  }

  /** Takes a state unless a newer one is known. */
  take(state) {
    const known = this.state;
    if (known !== null && state.id === known.id && (state.newestEvent < known.newestEvent || state.clock.nowMs < known.clock.nowMs)) {
      return;
    }

    this.state = state;
    this.#receivedAt = performance.now();
    this.#told.onState(state);
  }

  #begin(state) {
    this.#close();
    this.#api.use(state.id);
    write(state.id);
    this.state = null;
    this.#told.onBegin();
    this.take(state);
    this.#follow();
  }

  #follow() {
    this.#close = openStream(this.#api.url('/events/stream'), Math.max(0, this.state.newestEvent - HISTORY), {
      onState: state => this.take(state),
      onEvent: event => this.#told.onEvent(event),
      onLink: isUp => this.#told.onLink(isUp),
      onGone: () => this.#openAgain(),
      onLost: () => this.#isStillThere(),
    });
  }

  // The stream was refused: is the world gone, or is the workbench only busy or away?
  async #isStillThere() {
    try {
      await send('GET', this.#api.url(''));
      return true;
    } catch (problem) {
      if (problem.status !== 404) {
        return true;
      }

      await this.#openAgain();
      return false;
    }
  }

  // The world is there, from its beginning; or it is gone, and there is a new one.
  async #openAgain() {
    try {
      this.#begin(await send('GET', this.#api.url('')));
      this.#told.onNews('world.reset-elsewhere');
    } catch {
      try {
        this.#begin(await send('POST', '/api/worlds', {}));
        this.#told.onNews('world.freed');
      } catch (problem) {
        this.#told.onProblem(problem);
      }
    }
  }
}

function idInAddress() {
  const id = new URLSearchParams(location.hash.slice(1)).get('world');
  return id !== null && /^[0-9a-f]{32}$/.test(id) ? id : null;
}

function read() {
  try {
    return sessionStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function write(id) {
  try {
    sessionStorage.setItem(STORED, id);
  } catch {
    // The address has it too.
  }

  const parts = new URLSearchParams(location.hash.slice(1));
  parts.set('world', id);
  history.replaceState(null, '', `#${parts}`);
}
