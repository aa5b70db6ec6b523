// Imports only types, because the compactor's thread loads this file, too.
import type { HourCounts, HourProgress } from "#db/queries/hour-counts.ts";

const HOUR_MS = 3_600_000;

/**
 * Counts at most about `rows` rows of an hour: one that is over (`isOver` says so for its end), or else the newest one that
 * was never counted, because charts show the last hours and days first. Returns false if there is nothing to count.
 */
export async function countPart(
  counts: HourCounts,
  rows: number,
  isOver: (endMs: number) => Promise<boolean>,
): Promise<boolean> {
  const progress = await counts.progress();
  const { hourMs, fromMs } = progress;
  if (hourMs === null) return beginHour(counts, progress, isOver);
  const workspaceId =
    fromMs === null ? await counts.nextWorkspace(hourMs, progress.workspaceId) : progress.workspaceId;
  if (workspaceId === null) {
    await counts.save(progress, withHour(progress, hourMs));
    return true;
  }
  const rest = { hourMs, workspaceId, fromMs: fromMs ?? hourMs, toMs: hourMs + HOUR_MS };
  const next = await counts.timeOfRow(rest, rows);
  // Rows of one millisecond stay together, because the next slice starts at a time.
  const toMs = next === null ? rest.toMs : Math.max(next, rest.fromMs + 1);
  const left = toMs < rest.toMs ? toMs : null;
  await counts.count({ ...rest, toMs }, progress, { ...progress, workspaceId, fromMs: left });
  return true;
}

async function beginHour(
  counts: HourCounts,
  progress: HourProgress,
  isOver: (endMs: number) => Promise<boolean>,
): Promise<boolean> {
  const { sinceMs, untilMs } = progress;
  if (await isOver(untilMs + HOUR_MS)) {
    await counts.save(progress, { ...progress, hourMs: untilMs });
    return true;
  }
  if (sinceMs === 0) return false;
  const newest = await counts.newestBefore(sinceMs);
  if (newest === null) await counts.save(progress, { ...progress, sinceMs: 0 });
  else {
    const hourMs = startOfHour(newest);
    // Hours without rows have no counts.
    await counts.save(progress, { ...progress, sinceMs: hourMs + HOUR_MS, hourMs });
  }
  return true;
}

function withHour(progress: HourProgress, hourMs: number): HourProgress {
  const done = hourMs >= progress.untilMs ? { untilMs: hourMs + HOUR_MS } : { sinceMs: hourMs };
  return { ...progress, ...done, ...noHour };
}

const noHour = { hourMs: null, workspaceId: "", fromMs: null };

/**
 * The progress after the clock was set back: the hours from now on are counted again when they are over, because they get
 * more rows. Null if it wasn't.
 */
export function setBack(progress: HourProgress, nowMs: number): HourProgress | null {
  const hourMs = startOfHour(nowMs);
  if (progress.untilMs <= hourMs) return null;
  return { ...progress, ...noHour, sinceMs: Math.min(progress.sinceMs, hourMs), untilMs: hourMs };
}

const startOfHour = (ms: number) => Math.floor(ms / HOUR_MS) * HOUR_MS;
