import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { afterEach, expect, test, vi } from "vitest";
import { alignClock, anchorOf, clockMs, clockState, expiryTime, noEarlier, noteLatest } from "#lib/clock.ts";

const HOUR_MS = 3_600_000;

afterEach(() => vi.useRealTimers());

test("the anchor comes from the pair of readings with the least time between them", () => {
  // The first readings are slow, as while the clock is loaded. So are some later ones.
  const delays = [6.5, 0, 3, 25, 0.001, 0, 40, 2, 1, 1, 0, 7];
  let ms = 1000;
  const pass = () => {
    ms += delays.shift() ?? 5;
    return ms;
  };
  const anchor = anchorOf(
    () => 5_000_000 + pass(),
    () => pass(),
  );
  expect(Math.abs(anchor - 5_000_000)).toBeLessThan(0.01);
});

test.each([-HOUR_MS, HOUR_MS])(
  "a wall clock that steps by %i ms does not move the process's clock",
  (step) => {
    const before = clockMs();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + step });
    expect(clockMs() - before).toBeLessThan(60_000);
    expect(clockMs()).toBeGreaterThanOrEqual(before);
  },
);

test("noEarlier returns the latest known moment, unless that is more than a day ahead", () => {
  const now = new Date(clockMs());
  const after = (ms: number) => new Date(now.getTime() + ms);
  noteLatest(after(48 * HOUR_MS).getTime());
  expect(noEarlier(now)).toEqual(now);
  noteLatest(after(3 * HOUR_MS).getTime());
  expect(noEarlier(now)).toEqual(after(3 * HOUR_MS));
  expect(noEarlier(after(4 * HOUR_MS))).toEqual(after(4 * HOUR_MS));
});

test("dates expire by the wall clock, also when it is corrected while the process runs", () => {
  const wall = (aheadMs: number) =>
    vi.useFakeTimers({ toFake: ["Date"], now: performance.timeOrigin + performance.now() + aheadMs });
  const ahead = () => expiryTime(new Date(clockMs())).getTime() - clockMs();
  const isAbout = (ms: number) => expect(Math.abs(ahead() - ms)).toBeLessThan(60_000);
  noteLatest(0);
  wall(2 * HOUR_MS);
  isAbout(2 * HOUR_MS);
  // A date that has passed stays passed when the clock is set back by up to a day.
  wall(-21 * HOUR_MS);
  isAbout(2 * HOUR_MS);
  // A clock that was set back by more than a day was wrong before.
  wall(400 * 24 * HOUR_MS);
  isAbout(400 * 24 * HOUR_MS);
  wall(0);
  isAbout(0);
  // Set back from its start, time still passes.
  wall(-400 * 24 * HOUR_MS);
  isAbout(0);
});

test("a new thread goes on with the clock of the thread that starts it, although the machine's is another", async () => {
  alignClock(clockMs() + 2 * HOUR_MS);
  const code = `
    const { parentPort } = require("node:worker_threads");
    import(${JSON.stringify(new URL("./clock.ts", import.meta.url).href)}).then(({ clockMs }) => parentPort.postMessage(clockMs()))`;
  const before = clockMs();
  const thread = new Worker(code, { eval: true, workerData: { clock: clockState() } });
  const [shown] = await once(thread, "message");
  expect(shown).toBeGreaterThanOrEqual(before);
  expect(shown).toBeLessThanOrEqual(clockMs());
  alignClock(Date.now());
});
