import { problem } from "#lib/problem.ts";

export interface Stretch {
  from: Date;
  to: Date;
  sliceMs: number;
}

const SLICES = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MOST_SLICES = 1500;

/** The calendar month of a moment, UTC: `to` is the next one's first. */
export function monthOf(now: Date): { from: Date; to: Date } {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  return { from: new Date(Date.UTC(year, month, 1)), to: new Date(Date.UTC(year, month + 1, 1)) };
}

/** The stretch that a query asks for: the last 24 hours by the hour unless it says otherwise. */
export function stretchOf(
  { from, to, interval = "hour" }: { from?: Date; to?: Date; interval?: keyof typeof SLICES },
  now: Date,
): Stretch {
  const sliceMs = SLICES[interval];
  const end = to ?? new Date(now.getTime() + 1);
  const start = from ?? new Date(end.getTime() - SLICES.day);
  if (start >= end) throw problem("invalid_parameter", { detail: '"from" must be before "to".' });
  if ((end.getTime() - start.getTime()) / sliceMs > MOST_SLICES) {
    throw problem("invalid_parameter", {
      detail: `The stretch has more than ${MOST_SLICES} intervals. Ask for a shorter one, or a longer interval.`,
    });
  }
  return { from: start, to: end, sliceMs };
}
