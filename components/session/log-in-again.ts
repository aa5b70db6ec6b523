"use client";

import { useSyncExternalStore } from "react";

/** Requests that found that the session has ended wait for this, and are then sent again. */
let waiting: { promise: Promise<void>; resolve: () => void } | null = null;
const listeners = new Set<() => void>();

/** Asks the user to log in again. Resolves when they have. All requests of the page share one dialog. */
export function logInAgain(): Promise<void> {
  waiting ??= open();
  tell();
  return waiting.promise;
}

/** Lets the waiting requests go on. */
export function loggedInAgain(): void {
  waiting?.resolve();
  waiting = null;
  tell();
}

/** Whether a request has found that the session has ended. */
export const useSessionEnded = () =>
  useSyncExternalStore(
    subscribe,
    () => waiting !== null,
    () => false,
  );

function open() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function tell() {
  for (const listener of listeners) listener();
}
