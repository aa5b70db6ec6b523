// A turn of the event loop reads what has come for all connections, then runs the immediates that were asked for
// meanwhile: in their order, each with all that follows from it at once.
let decided: Promise<void> | null = null;

/** Calls back when this turn has read all that it reads: for what is done once for many requests. */
export function afterPoll(callback: () => void): void {
  setImmediate(callback);
  // What comes of it is written in this turn still: its immediate has to be asked for now.
  void endOfTick();
}

/** Resolved at the end of this turn, after all that it has read has been decided; asked for later, of the next turn. */
export function endOfTick(): Promise<void> {
  decided ??= new Promise((resolve) =>
    setImmediate(() => {
      decided = null;
      resolve();
    }),
  );
  return decided;
}
