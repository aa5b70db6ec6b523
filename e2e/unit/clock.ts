import { clockMs } from "#lib/clock.ts";

const realNow = performance.now.bind(performance);
let aheadMs = 0;

/** Moves the process's clock forward. */
export function passTime(ms: number): void {
  aheadMs += ms;
  performance.now = () => realNow() + aheadMs;
}

/** Sets the process's clock, as if the process had started at that time. */
export function setClock(atMs: number): void {
  passTime(atMs - clockMs());
}
