/** How far one clock is ahead of another. */
export interface ClockReading {
  aheadMs: number;
  /** How wrong that may be: half of the time that the answer took. */
  withinMs: number;
}

const CLOSE_ENOUGH_MS = 1;

/**
 * Compares a clock with one that takes a while to answer, such as the database's. Windows of a limit are as inexact as the
 * clocks of the instances differ, so of several readings the closest one counts. A busy process reads its answers late.
 */
export async function compareClocks(
  ownMs: () => number,
  otherMs: () => Promise<number>,
  readings: number,
): Promise<ClockReading> {
  let closest: ClockReading = { aheadMs: 0, withinMs: Number.POSITIVE_INFINITY };
  for (let reading = 0; reading < readings && closest.withinMs > CLOSE_ENOUGH_MS; reading += 1) {
    const before = ownMs();
    const other = await otherMs();
    const after = ownMs();
    const withinMs = (after - before) / 2;
    if (withinMs < closest.withinMs) closest = { aheadMs: Math.round(before + withinMs - other), withinMs };
  }
  return closest;
}
