// Held longer than this it is a long press: the finger is down until it goes up. A shorter one is sent as one press, whose length does not hang on the network.
const HOLD_AFTER_MS = 300;

// A finger is not down for less, however late the page came to it: the board takes shorter ones for bouncing.
const LEAST_DOWN_MS = 80;

/** Makes a button one that is pushed and held like a thing's: by pointer, by Space and Enter, and by a screen reader's click. `act` is given `press`, `down` or `up`, and returns a promise. */
export function makePushable(button, act) {
  let timer = null;
  let held = null;
  let isOwnClick = false;

  const begin = () => {
    if (timer !== null || held !== null) {
      return;
    }

    button.classList.add('is-pushed');
    timer = setTimeout(() => {
      timer = null;
      held = act('down').then(() => new Promise(done => setTimeout(done, LEAST_DOWN_MS)));
    }, HOLD_AFTER_MS);
  };

  // A finger that slid away, or a window that lost the keyboard: nothing is pushed for ever.
  const leave = () => {
    button.classList.remove('is-pushed');
    clearTimeout(timer);
    timer = null;
    held?.then(() => act('up'));
    held = null;
  };

  const end = () => {
    if (timer !== null) {
      act('press');
    }

    leave();
  };

  const isPushKey = event => event.key === ' ' || event.key === 'Enter';
  button.addEventListener('pointerdown', event => {
    if (event.button === 0) {
      button.setPointerCapture(event.pointerId);
      isOwnClick = true;
      begin();
    }
  });
  button.addEventListener('pointerup', end);
  button.addEventListener('pointercancel', leave);
  button.addEventListener('contextmenu', event => event.preventDefault());
  button.addEventListener('keydown', event => {
    if (isPushKey(event)) {
      event.preventDefault();
      if (!event.repeat) {
        begin();
      }
    }
  });
  button.addEventListener('keyup', event => {
    if (isPushKey(event)) {
      event.preventDefault();
      end();
    }
  });
  button.addEventListener('blur', leave);
  button.addEventListener('click', () => {
    if (!isOwnClick) {
      act('press');
    }

    isOwnClick = false;
  });
}
