// What the phone keeps: the key, which the browser holds and never gives out again, and the indices with how far they are used.

const name = 'paymentcode';
const wallets = 'wallet';
const only = 'only';

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(wallets);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// One transaction; the promise is kept when it is on disk, not before.
async function run(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(wallets, mode, { durability: 'strict' });
      let result;
      transaction.oncomplete = () => resolve(result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
      work(transaction.objectStore(wallets), value => { result = value; });
    });
  } finally {
    database.close();
  }
}

export const loadWallet = () => run('readonly', (store, give) => {
  store.get(only).onsuccess = event => give(event.target.result ?? null);
});

export const forgetWallet = () => run('readwrite', store => store.delete(only));

/** Keeps what the bank sent. The key's bytes are gone afterwards. */
export async function keepWallet(fetched) {
  const bytes = Uint8Array.from(fetched.key.match(/../g), pair => parseInt(pair, 16));
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  bytes.fill(0);
  const wallet = {
    key,
    prefix: fetched.prefix,
    indices: fetched.indices,
    position: 0,
    currency: fetched.currency,
    exponent: fetched.exponent,
    currencyNumber: fetched.currencyNumber,
    clockAhead: Date.now() - fetched.time,
    newestTime: fetched.time,
  };
  await run('readwrite', store => store.put(wallet, only));
}

/**
 * Takes the next index. Where two windows take one at once each gets its own, and none is given out before it is marked as used.
 * @returns {{index: string, wallet: object} | null} with the wallet that it belongs to, as it is afterwards; null if none is left
 */
export const takeIndex = time => run('readwrite', (store, give) => {
  store.get(only).onsuccess = event => {
    const wallet = event.target.result;
    if (!wallet || wallet.position >= wallet.indices.length) {
      give(null);
      return;
    }
    const index = wallet.indices[wallet.position++];
    wallet.newestTime = time;
    store.put(wallet, only);
    give({ index, wallet });
  };
});
