// A finger is not down for less, however short the click was: the board takes shorter ones for bouncing.
const LEAST_DOWN_MS = 80;

/**
 * Makes a button one that is pushed and held like a thing's: by pointer, by Space and Enter, and by a screen reader's click. `act` is given `press`, `down` or `up`, and returns a promise.
 * The finger goes down and up when the visitor's does, so that what follows its going up follows at once.
 */
export function makePushable(button, act) {
  let held = null;
  let isOwnClick = false;

  const begin = () => {
    if (held === null) {
      button.classList.add('is-pushed');
      held = act('down').then(() => new Promise(done => setTimeout(done, LEAST_DOWN_MS)));
    }
  };

  // The finger went up or slid away, or the window lost the keyboard: nothing is pushed for ever.
  const end = () => {
    button.classList.remove('is-pushed');
    held?.then(() => act('up'));
    held = null;
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
  button.addEventListener('pointercancel', end);
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
  button.addEventListener('blur', end);
  button.addEventListener('click', () => {
    if (!isOwnClick) {
      act('press');
    }

    isOwnClick = false;
  });
}
