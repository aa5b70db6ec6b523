import { atomically, must, step } from "#db/atomically.ts";
import * as rows from "#db/queries/roll-up.ts";
import { clockMs } from "#lib/clock.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log.ts";

const EVERY_MS = 1000;
const SLICE_ROWS = 1000;
const SLICES_AT_ONCE = 4;
const PRUNED_ROWS = 500;
const DAY_MS = 86_400_000;

/** Takes new rows of the ledger into the roll-ups and lets old ones go, in small slices. Returns the stop. */
export function startRollUp(): () => Promise<void> {
  let running = Promise.resolve();
  let stopped = false;
  const turn = async () => {
    for (let slices = 0; slices < SLICES_AT_ONCE && !stopped && (await rollUp(SLICE_ROWS)); slices += 1);
    if (!stopped && env.retentionDays) await prune(clockMs(), env.retentionDays);
  };
  const timer = setInterval(() => {
    running = running.then(turn).catch((err) => log.error({ err }, "roll-up failed"));
  }, EVERY_MS);
  return () => {
    stopped = true;
    clearInterval(timer);
    return running;
  };
}

/** Rolls one slice up, exactly once: the counts and the mark move together. False when nothing was left. */
export async function rollUp(sliceRows: number): Promise<boolean> {
  const range = await rows.next(sliceRows);
  if (!range) return false;
  const [hours, keyDays] = [await rows.byHour(range), await rows.byKeyDay(range)];
  const unmet = await atomically((tx) => [
    must("first", rows.moveMark(tx, range)),
    ...(hours.length > 0 ? [step(rows.addHours(tx, hours))] : []),
    ...(keyDays.length > 0 ? [step(rows.addKeyDays(tx, keyDays))] : []),
  ]);
  return unmet === null;
}

/** Lets rolled-up rows go that are older than the retention; the counts stay. */
export async function prune(nowMs: number, retentionDays: number): Promise<number> {
  return rows.prune(new Date(nowMs - retentionDays * DAY_MS), PRUNED_ROWS);
}
