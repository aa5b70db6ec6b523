import { monthMs } from "#lib/limits/month.ts";
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
  const { start, end } = monthMs(now.getTime());
  return { from: new Date(start), to: new Date(end) };
}

/** The stretch that a query asks for, in whole intervals (UTC): the last 24 hours by the hour unless it says otherwise. */
export function stretchOf(
  { from, to, interval = "hour" }: { from?: Date; to?: Date; interval?: keyof typeof SLICES },
  now: Date,
): Stretch {
  const sliceMs = SLICES[interval];
  const end = to ?? new Date(now.getTime() + 1);
  const start = from ?? new Date(end.getTime() - SLICES.day);
  if (start >= end) throw problem("invalid_parameter", { detail: '"from" must be earlier than "to".' });
  const stretch = {
    from: floor(start, sliceMs),
    to: floor(new Date(end.getTime() + sliceMs - 1), sliceMs),
    sliceMs,
  };
  if ((stretch.to.getTime() - stretch.from.getTime()) / sliceMs > MOST_SLICES) {
    const detail = `The time range has more than ${MOST_SLICES} intervals. Use a shorter range or a longer interval.`;
    throw problem("invalid_parameter", { detail });
  }
  return stretch;
}

const floor = (at: Date, sliceMs: number) => new Date(Math.floor(at.getTime() / sliceMs) * sliceMs);
