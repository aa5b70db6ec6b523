// A turn of the event loop first reads from all connections that have data. Then it runs the immediates that were set in
// the meantime, in their order, each together with the promise callbacks that follow from it.
let tickEnd: Promise<void> | null = null;

/** Calls back after this turn has read from all connections, for work that is done once for many requests. */
export function afterPoll(callback: () => void): void {
  setImmediate(callback);
  // An immediate that is set by the callback would run in the next turn, so the one for the end of this turn is set now.
  void endOfTick();
}

/** Resolves at the end of this turn, after the `afterPoll` callbacks. If called after that, at the end of the next turn. */
export function endOfTick(): Promise<void> {
  tickEnd ??= new Promise((resolve) =>
    setImmediate(() => {
      tickEnd = null;
      resolve();
    }),
  );
  return tickEnd;
}
