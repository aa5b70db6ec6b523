import { setTimeout as sleep } from "node:timers/promises";
import { append } from "#db/queries/requests.ts";
import { metrics } from "#lib/metrics.ts";
import { problem } from "#lib/problem.ts";
import { compactAll } from "#lib/request-log/compact.ts";
import { GroupCommit } from "#lib/request-log/group-commit.ts";
import type { LogEntry, RequestLog } from "#lib/request-log/request-log.ts";
import { StagedSubjects } from "#lib/request-log/staged-subjects.ts";

interface Bounds {
  /** The most rows that may be staged: they are searched one by one. */
  mostStaged: number;
  /** How long appends wait for a compactor that makes no progress before they are refused. */
  patienceMs: number;
}

const BOUNDS: Bounds = { mostStaged: 30_000, patienceMs: 3000 };
const BETWEEN_LOOKS_MS = 5;

/** Appends the request log: rows are staged in groups, numbered, until the compactor moves them on. */
export class LogWriter implements RequestLog {
  #commits = new GroupCommit<LogEntry>(
    (rows) => this.#stage(rows),
    (...commit) => metrics.committed(...commit),
  );
  #subjects = new StagedSubjects();
  #last = 0;
  #compactedUpTo = 0;
  /** Since when appends wait for room, with no progress of the compactor; null when none waits. */
  #fullSince: number | null = null;
  #bounds: Bounds;

  constructor(bounds = BOUNDS) {
    this.#bounds = bounds;
  }

  /** Compacts what an earlier process left staged. To be awaited before the first append. */
  async open(): Promise<void> {
    await compactAll();
  }

  /** Throws `unavailable` when there is no room because the compactor makes no progress. */
  async append(entry: LogEntry): Promise<"appended"> {
    this.#subjects.add(entry);
    await this.#commits.add(entry);
    return "appended";
  }

  drain(): Promise<void> {
    return this.#commits.drain();
  }

  /** Whether a subject, by its name, may have staged rows. All of its rows are in the store when this is true. */
  async hasStaged(name: string): Promise<boolean> {
    if (!this.mayHaveStaged(name)) return false;
    await this.#commits.flushed();
    return true;
  }

  /** The same, at this moment: rows may still be on their way into the store. */
  mayHaveStaged(name: string): boolean {
    return this.#subjects.has(name);
  }

  /** The compactor has made progress: all rows up to a number are compacted. */
  compacted(upTo: number): void {
    this.#compactedUpTo = upTo;
    this.#fullSince = null;
  }

  async #stage(rows: LogEntry[]): Promise<void> {
    await this.#room();
    if (this.#subjects.canRotate(this.#compactedUpTo)) {
      this.#subjects.rotate(this.#last);
      for (const row of [...rows, ...this.#commits.waiting()]) this.#subjects.add(row);
    }
    const first = this.#last + 1;
    this.#last += rows.length;
    await append(first, rows);
  }

  async #room(): Promise<void> {
    while (this.#last - this.#compactedUpTo >= this.#bounds.mostStaged) {
      this.#fullSince ??= performance.now();
      if (performance.now() - this.#fullSince > this.#bounds.patienceMs)
        throw problem("unavailable", { retryAfterSeconds: 1 });
      await sleep(BETWEEN_LOOKS_MS);
    }
  }
}
