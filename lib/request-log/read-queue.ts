import { LONGEST_READ_MS } from "#db/client.ts";
import { problem } from "#lib/problem.ts";
import type { ReadJob } from "#lib/request-log/reads.ts";
import { Slots } from "#lib/slots.ts";

/** Runs a query, and stops it as soon as the signal is aborted. */
export type RunRead = (job: ReadJob, stop: AbortSignal) => Promise<unknown>;

interface Limits {
  /** How many queries run at the same time, of all workspaces. Those of one workspace run one after the other. */
  atOnce: number;
  waiting?: number;
  /** Longer than one query, so that a part of an export can wait for a chart of its workspace. */
  patienceMs?: number;
  longestMs?: number;
}

/**
 * The queries that may take long, on both databases. Workspaces take turns, so that none can keep the others waiting. A
 * query that takes too long is stopped, and so is one whose client has left.
 */
export class ReadQueue {
  readonly #run: RunRead;
  readonly #slots: Slots;
  readonly #longestMs: number;
  readonly #stops = new Set<AbortController>();
  #closed = false;

  constructor(
    run: RunRead,
    { atOnce, waiting = 64, patienceMs = 20_000, longestMs = LONGEST_READ_MS }: Limits,
  ) {
    this.#run = run;
    this.#longestMs = longestMs;
    const busy = "Too many searches at once. Try again in a moment.";
    this.#slots = new Slots({ slots: atOnce, waiting, clientSlots: 1, patienceMs, busy });
  }

  /** Throws `unavailable` if too many queries wait, and if this one waits or takes too long or its client has left. */
  async run(job: ReadJob, workspaceId: string, left?: AbortSignal): Promise<unknown> {
    // Not `AbortSignal.any` with a signal of the queue: that would remember every query for as long as the queue lives.
    const stop = new AbortController();
    const end = () => stop.abort();
    if (this.#closed || left?.aborted) end();
    this.#stops.add(stop);
    left?.addEventListener("abort", end);
    const { signal } = stop;
    try {
      return await this.#slots.use({ client: workspaceId }, signal, () => this.#inTime(job, signal));
    } catch (error) {
      throw signal.aborted ? problem("unavailable", { retryAfterSeconds: 1 }) : error;
    } finally {
      left?.removeEventListener("abort", end);
      this.#stops.delete(stop);
    }
  }

  async #inTime(job: ReadJob, stop: AbortSignal): Promise<unknown> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), this.#longestMs);
    try {
      return await this.#run(job, AbortSignal.any([stop, late.signal]));
    } catch (error) {
      throw late.signal.aborted ? tooLong(this.#longestMs) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Stops everything that runs, and refuses what waits. */
  close(): void {
    this.#closed = true;
    for (const stop of this.#stops) stop.abort();
  }
}

function tooLong(ms: number) {
  const detail = `This took longer than ${ms / 1000} seconds, so it was stopped. Choose a shorter time range.`;
  return problem("unavailable", { retryAfterSeconds: 5, detail });
}
