import { workerData } from "node:worker_threads";

// Limits must not reset or freeze when the wall clock is adjusted. So the time is that of the wall clock at the start, plus
// the monotonic clock since then.
const anchor = anchorOf(Date.now, () => performance.now());

/**
 * The difference between the wall clock and a monotonic clock. The process may be interrupted between reading the two, so
 * of several readings the closest one counts.
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

/** What a clock shows at a time of the system's monotonic clock. */
interface ClockState {
  ms: number;
  monotonicMs: number;
}

const monotonicMs = () => Number(process.hrtime.bigint()) / 1e6;

// In a cluster, the clock follows the one that all instances share. A thread goes on with that of the thread that starts it.
const given: ClockState | undefined = workerData?.clock;
let shiftMs = given ? given.ms + monotonicMs() - given.monotonicMs - anchor - performance.now() : 0;

/** This thread's clock, to pass on to a new thread. */
export const clockState = (): ClockState => ({
  ms: anchor + shiftMs + performance.now(),
  monotonicMs: monotonicMs(),
});

/** Whole milliseconds since the epoch. Never goes backwards, except by a millisecond when it follows a cluster's clock. */
export function clockMs(): number {
  return Math.floor(anchor + shiftMs + performance.now());
}

/** Sets this process's clock to that of its cluster, at the start. */
export function alignClock(nowMs: number): void {
  shiftMs = nowMs - anchor - performance.now();
}

/** Moves the clock towards that of the cluster, so slowly that no window notices: at most half a millisecond. */
export function followClock(aheadMs: number): void {
  shiftMs -= Math.max(-0.5, Math.min(0.5, aheadMs));
}

let decidingBehindMs = 0;

/** In a cluster: notes the time at which a request was decided just now, by the clock that all instances share. */
export function noteDecided(atMs: number): void {
  // Both are whole milliseconds.
  decidingBehindMs = Math.max(0, clockMs() + 1 - atMs);
}

/** How far the clock that decides requests may be behind this process's, in milliseconds. 0 unless instances share one. */
export const decidingBehind = () => decidingBehindMs;

const BELIEVED_AHEAD_MS = 86_400_000;

// A thread gets this from the thread that starts it.
let latestMs: number = workerData?.latestMs ?? 0;

/** Notes the latest time in the database. A time more than a day ahead comes from a wrong clock, so it is ignored. */
export function noteLatest(atMs: number): void {
  if (atMs - clockMs() <= BELIEVED_AHEAD_MS) latestMs = atMs;
}

/**
 * `now`, or the latest noted time if that is later. So a clock that was set back between two runs can't make something
 * valid again that had already expired.
 */
export function noEarlier(now: Date): Date {
  return new Date(Math.max(now.getTime(), latestMs));
}

let latestWallMs = 0;

/**
 * The latest time that the wall clock has shown. If it is set back by more than a day, it was wrong before, so what it
 * showed is ignored.
 */
function latestWall(): number {
  const wallMs = Date.now();
  if (wallMs > latestWallMs || latestWallMs - wallMs > BELIEVED_AHEAD_MS) latestWallMs = wallMs;
  return latestWallMs;
}

/**
 * The time that decides whether a date that somebody chose has passed, such as a key's expiration: `now`, the latest noted
 * time, or what the wall clock shows, whichever is latest. So a wall clock that is corrected while the process runs applies
 * at once, and one that is set back by up to a day doesn't make an expired key valid again. Durations, such as those of
 * sessions and windows, are measured by `clockMs` alone.
 */
export function expiryTime(now: Date): Date {
  return new Date(Math.max(now.getTime(), latestMs, latestWall()));
}

/** The latest noted time in epoch milliseconds, to pass on to a new thread. */
export const latestNoted = () => latestMs;

/** Whole microseconds since an arbitrary moment, for measuring durations. */
export function micros(): number {
  return Math.round(performance.now() * 1000);
}
