import { clockMs } from "#lib/clock.ts";

const realNow = performance.now.bind(performance);
let aheadMs = 0;

/** Moves the process's clock, as if that much time had passed. */
export function passTime(ms: number): void {
  aheadMs += ms;
  performance.now = () => realNow() + aheadMs;
}

/** Sets the process's clock, as a process that starts at that moment has it. */
export function setClock(atMs: number): void {
  passTime(atMs - clockMs());
}
