import type Database from "better-sqlite3";

// SQLite's driver can't interrupt a statement. So a statement that may take long calls a function now and then, which throws
// when nobody waits for the result any more.

let stopped = (): boolean => false;

/** Has statements of this thread that check it stop when `isStopped` says so. */
export function stopReadingWhen(isStopped: () => boolean): void {
  stopped = isStopped;
}

/** Throws if this thread's statements have to stop. */
export function requireWanted(): void {
  if (stopped()) throw Object.assign(new Error("Nobody waits for this result"), { code: "READ_STOPPED" });
}

/** Adds the function `goes_on` to a connection. */
export function addStopCheck(handle: Database.Database): void {
  handle.function("goes_on", { deterministic: false }, () => {
    requireWanted();
    return 1;
  });
}
