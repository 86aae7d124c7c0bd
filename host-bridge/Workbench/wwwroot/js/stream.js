const AGAIN_MS = 3000;

/**
 * The world's server-sent events: opens the stream, and opens it again where it breaks. Returns a function that closes it.
 * `after` is the number of the newest event that is known; `onLost` is told when the stream does not come back by itself, and answers whether to try again.
 */
export function openStream(url, after, { onState, onEvent, onGone, onLink, onLost }) {
  let source;
  let newest = after;
  let isClosed = false;
  let timer;

  const open = () => {
    source = new EventSource(`${url}?after=${newest}`);
    source.addEventListener('open', () => onLink(true));
    source.addEventListener('state', message => onState(JSON.parse(message.data)));
    source.addEventListener('event', message => {
      newest = Number(message.lastEventId);
      onEvent(JSON.parse(message.data));
    });
    source.addEventListener('gone', () => {
      close();
      onGone();
    });
    source.addEventListener('error', async () => {
      onLink(false);
      if (source.readyState === EventSource.CLOSED && !isClosed && await onLost() && !isClosed) {
        timer = setTimeout(open, AGAIN_MS);
      }
    });
  };

  const close = () => {
    isClosed = true;
    clearTimeout(timer);
    source.close();
  };

  open();
  return close;
}
