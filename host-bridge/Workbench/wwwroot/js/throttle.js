/** Sends the newest of many values: at most one call every `ms`, none while the one before is not answered, and the last one always. Values are objects and are put together. */
export function createSender(ms, send) {
  let waiting = null;
  let isBusy = false;

  async function run() {
    isBusy = true;
    while (waiting !== null) {
      const value = waiting;
      waiting = null;
      await Promise.all([send(value), new Promise(done => setTimeout(done, ms))]);
    }

    isBusy = false;
  }

  return value => {
    waiting = { ...waiting, ...value };
    if (!isBusy) {
      run();
    }
  };
}
