import { clockMs } from "#lib/clock.ts";

const anchors = globalThis as unknown as { latchkeyClock: number };

/** Moves the process's clock on, as if that much time had passed. */
export function passTime(ms: number): void {
  anchors.latchkeyClock += ms;
}

/** Sets the process's clock, as a process that starts at that moment has it. */
export function setClock(atMs: number): void {
  passTime(atMs - clockMs());
}
