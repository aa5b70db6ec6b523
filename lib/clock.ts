// A step of the wall clock must neither hand out a second limit nor freeze one, so time is the wall clock at
// start plus the monotonic clock since. The anchor is shared: the process holds more than one module graph.
const anchors = globalThis as { latchkeyClock?: number };
anchors.latchkeyClock ??= Date.now() - performance.now();

/** Milliseconds since the epoch, whole, never stepping back. */
export function clockMs(): number {
  return Math.floor(anchors.latchkeyClock! + performance.now());
}

/** Microseconds since some moment, whole: for durations. */
export function micros(): number {
  return Math.round(performance.now() * 1000);
}
