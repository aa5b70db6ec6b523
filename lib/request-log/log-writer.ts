import { setTimeout as sleep } from "node:timers/promises";
import { sqlite } from "#db/client.ts";
import { append } from "#db/queries/append-sqlite.ts";
import { micros } from "#lib/clock.ts";
import { metrics } from "#lib/metrics.ts";
import { problem } from "#lib/problem.ts";
import { compactAll } from "#lib/request-log/compaction.ts";
import { GroupCommit } from "#lib/request-log/group-commit.ts";
import type { LogTail } from "#lib/request-log/log-tail.ts";
import type { LogEntry, RequestLog } from "#lib/request-log/request-log.ts";
import { StagedSubjects } from "#lib/request-log/staged-subjects.ts";
import { concerns, nameOf, type Subject } from "#lib/request-log/subject.ts";

interface Bounds {
  /** With this many staged rows, appends wait, because queries scan them. */
  mostStaged: number;
  /** How long appends wait without progress of the compactor before they are refused. */
  patienceMs: number;
}

const BOUNDS: Bounds = { mostStaged: 30_000, patienceMs: 3000 };
const BETWEEN_LOOKS_MS = 5;

/** Appends entries on SQLite: they are staged as numbered rows, in groups, until the compactor moves them. */
export class LogWriter implements RequestLog, LogTail {
  #commits = new GroupCommit<LogEntry, "appended">((rows) => this.#stage(rows));
  #subjects = new StagedSubjects();
  #opened = false;
  #last = 0;
  #compactedUpTo = 0;
  /** Since when appends have waited without progress of the compactor; null if none are waiting. */
  #fullSince: number | null = null;
  #bounds: Bounds;

  constructor(bounds = BOUNDS) {
    this.#bounds = bounds;
  }

  /** Compacts the rows that an earlier process left staged. Await it before the first append if a compactor is started. */
  async open(): Promise<void> {
    compactAll(sqlite()!.control.name);
    this.#opened = true;
  }

  /** Throws `unavailable` if there are too many staged rows and the compactor makes no progress. */
  append(entry: LogEntry): Promise<"appended"> {
    this.#subjects.add(entry);
    return this.#commits.add(entry);
  }

  drain(): Promise<void> {
    return this.#commits.flushed();
  }

  async hasStaged(subject: Subject): Promise<boolean> {
    if (!this.mayHaveStaged(nameOf(subject))) return false;
    await this.#commits.flushed((entry) => concerns(entry, subject));
    return true;
  }

  mayHaveStaged(name: string): boolean {
    return this.#subjects.has(name);
  }

  /** Call this when the compactor has made progress: all rows up to this number are compacted. */
  compacted(upTo: number): void {
    // A number that this process has not given out is another one's, and says nothing about the rows here.
    this.#compactedUpTo = Math.max(this.#compactedUpTo, Math.min(upTo, this.#last));
    this.#fullSince = null;
  }

  async #stage(rows: LogEntry[]): Promise<"appended"[]> {
    if (!this.#opened) await this.#openAlone();
    await this.#room();
    const started = micros();
    if (this.#subjects.canRotate(this.#compactedUpTo)) {
      this.#subjects.rotate(this.#last);
      for (const row of [...rows, ...this.#commits.waiting()]) this.#subjects.add(row);
    }
    // Rows that can't be appended must not use up numbers, because those would never be compacted.
    await append(this.#last + 1, rows);
    this.#last += rows.length;
    metrics.committed(rows.length, started, this.#commits.waiting().length);
    return rows.map(() => "appended");
  }

  // Under plain Next there is no compactor, so nothing may wait for it.
  async #openAlone(): Promise<void> {
    this.#bounds = { ...this.#bounds, mostStaged: Number.POSITIVE_INFINITY };
    await this.open();
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
