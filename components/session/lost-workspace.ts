"use client";

import { useSyncExternalStore } from "react";

let lost = false;
const listeners = new Set<() => void>();

/** Notes that the user can't access the page's workspace any more. */
export function loseWorkspace(): void {
  lost = true;
  for (const listener of listeners) listener();
}

/** Whether a request has found that the user can't access the page's workspace any more. */
export const useLostWorkspace = () =>
  useSyncExternalStore(
    subscribe,
    () => lost,
    () => false,
  );

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
