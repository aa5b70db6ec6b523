"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

/** Time between two updates. A time that is newer than the last update counts as now, not as the future. */
export const tickMs = 15_000;
const NowContext = createContext<number | null>(null);

/** The time now in epoch milliseconds by the server's clock, updated while the page is open. */
export const useNow = (): number | null => useContext(NowContext);

/**
 * One clock for all times on the page. It starts with the server's time, so that the browser renders the same as the server,
 * and nothing has to be rendered again before the page can be used.
 */
export function NowProvider({ serverMs, children }: { serverMs: number; children: ReactNode }) {
  const [start] = useState(() => ({ serverMs, clientMs: Date.now() }));
  const [now, setNow] = useState(start.serverMs);
  useEffect(() => {
    const timer = setInterval(() => setNow(start.serverMs + Date.now() - start.clientMs), tickMs);
    return () => clearInterval(timer);
  }, [start]);
  return <NowContext value={now}>{children}</NowContext>;
}
