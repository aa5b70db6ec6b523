import { workerData } from "node:worker_threads";

// A step of the wall clock must neither hand out a second limit nor freeze one, so time is the wall clock at start plus
// the monotonic clock since.
const anchor = anchorOf(Date.now, () => performance.now());

/**
 * What a monotonic clock has to be added to for the wall clock's time. Between two readings a process can lose its
 * processor for long, or load the clock itself: of several the closest ones count.
 */
export function anchorOf(wall: () => number, monotonic: () => number): number {
  let anchor = 0;
  let closest = Number.POSITIVE_INFINITY;
  for (let reading = 0; reading < 8; reading += 1) {
    const before = monotonic();
    const now = wall();
    const apart = monotonic() - before;
    if (apart < closest) {
      closest = apart;
      anchor = now - before;
    }
  }
  return anchor;
}

/** Milliseconds since the epoch, whole, never stepping back. */
export function clockMs(): number {
  return Math.floor(anchor + performance.now());
}

const BELIEVED_AHEAD_MS = 86_400_000;

// A thread is told by the one that starts it.
let latestMs: number = workerData?.latestMs ?? 0;

/** Notes the latest moment that the store tells of. One that is more than a day ahead was no moment, but a wrong clock. */
export function noteLatest(atMs: number): void {
  if (atMs - clockMs() <= BELIEVED_AHEAD_MS) latestMs = atMs;
}

/** The moment, or the latest that was noted: what had expired by then is not revived by a clock set back between two runs. */
export function noEarlier(now: Date): Date {
  return new Date(Math.max(now.getTime(), latestMs));
}

/** The latest moment that was noted, epoch milliseconds: what a new thread has to be told. */
export const latestNoted = () => latestMs;

/** Microseconds since some moment, whole: for durations. */
export function micros(): number {
  return Math.round(performance.now() * 1000);
}
