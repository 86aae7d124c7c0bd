import { isSeen } from './dom.js';

/**
 * A picture of a device on a canvas: fetched again when it is another, only while it is seen, one at a time, and changed in one stroke. `address` gives where it is.
 * `show(key)` says which picture it is now; the same key is the same picture, null is none.
 */
export function createPicture(canvas, address) {
  const context = canvas.getContext('2d');
  let shown;
  let wanted = null;
  let isBusy = false;
  let beginnings = 0;

  async function refresh() {
    isBusy = true;
    while (wanted !== shown && isSeen(canvas)) {
      const key = wanted;
      const beginning = beginnings;
      put(key === null ? null : await load(address()));
      shown = beginning === beginnings ? key : undefined;
    }

    isBusy = false;
  }

  function put(picture) {
    if (picture === null) {
      context.clearRect(0, 0, canvas.width, canvas.height);
      return;
    }

    if (canvas.width !== picture.width || canvas.height !== picture.height) {
      canvas.width = picture.width;
      canvas.height = picture.height;
    }

    context.drawImage(picture, 0, 0);
    picture.close();
  }

  return {
    /** Fetches the picture anew with the next `show`. */
    forget() {
      beginnings++;
      shown = undefined;
    },
    show(key) {
      wanted = key;
      if (!isBusy && wanted !== shown && isSeen(canvas)) {
        refresh();
      }
    },
  };
}

async function load(address) {
  try {
    const answer = await fetch(address, { cache: 'no-store' });
    return answer.ok ? await createImageBitmap(await answer.blob()) : null;
  } catch {
    return null;
  }
}
