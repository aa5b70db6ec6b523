"use client";

import { useEffect } from "react";

const waitMs = 2_000;

/**
 * Loads what the page may need later, such as its dialogs, when it has been open for a moment. So it also opens when the
 * network is cut by then. `load` must stay the same function.
 */
export function usePreload(load: () => Promise<unknown>[]): void {
  useEffect(() => {
    const timer = setTimeout(() => void Promise.allSettled(load()), waitMs);
    return () => clearTimeout(timer);
  }, [load]);
}
