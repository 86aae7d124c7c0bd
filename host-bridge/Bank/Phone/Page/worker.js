// Keeps the page's own files, so that it opens without a network. It touches nothing else: no answer of the bank's is ever stored.

const cacheName = 'paymentcode-phone-1';
const patienceMs = 3_000;
const hurryMs = 30_000;
const files = ['/phone', '/phone/style.css', '/phone/app.js', '/phone/bank.js', '/phone/code.js', '/phone/qr.js', '/phone/store.js', '/phone/text.js'];

self.addEventListener('install', event => event.waitUntil((async () => {
  const cache = await caches.open(cacheName);
  await cache.addAll(files.map(file => new Request(file, { cache: 'reload' })));
  await self.skipWaiting();
})()));

self.addEventListener('activate', event => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name !== cacheName) {
      await caches.delete(name);
    }
  }
  await self.clients.claim();
})()));

// The network first, so that a corrected page arrives; what was kept, if there is none or it is too slow for somebody at a till.
self.addEventListener('fetch', event => {
  const url = new URL(event.request.url);
  if (event.request.method === 'GET' && url.origin === self.location.origin && files.includes(url.pathname)) {
    event.respondWith(answer(event, url.pathname));
  }
});

// Until when the network is not waited for, because it was too slow a moment ago: a page is several files, one after the other.
let hurryUntil = 0;

async function answer(event, path) {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(path);
  let isOver = false;
  const fresh = fetch(event.request).then(async response => {
    if (!response.ok) {
      return kept?.clone() ?? response;
    }
    await cache.put(path, response.clone());
    return response;
  }).catch(() => kept?.clone() ?? Response.error()).finally(() => { isOver = true; });
  event.waitUntil(fresh);
  if (kept === undefined) {
    return fresh;
  }
  return Date.now() < hurryUntil ? kept : Promise.race([fresh, new Promise(resolve => setTimeout(() => {
    hurryUntil = isOver ? hurryUntil : Date.now() + hurryMs;
    resolve(kept);
  }, patienceMs))]);
}
