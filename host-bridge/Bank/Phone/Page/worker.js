// Keeps the page's own files, so that it opens without a network. It touches nothing else: no answer of the bank's is ever stored.

const cacheName = 'paymentcode-phone-1';
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

// The network first, so that a corrected page arrives; what was kept, if there is none.
self.addEventListener('fetch', event => {
  const url = new URL(event.request.url);
  if (event.request.method === 'GET' && url.origin === self.location.origin && files.includes(url.pathname)) {
    event.respondWith(answer(event.request, url.pathname));
  }
});

async function answer(request, path) {
  const cache = await caches.open(cacheName);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) {
      await cache.put(path, fresh.clone());
    }
    return fresh;
  } catch {
    return await cache.match(path) ?? Response.error();
  }
}
