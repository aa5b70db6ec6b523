import { APPENDS_AT_ONCE, postgresql } from "#db/client.ts";
import { isRefused } from "#db/faults.ts";
import { type Append, appendCurrent } from "#db/queries/append-postgresql.ts";
import { micros } from "#lib/clock.ts";
import { metrics } from "#lib/metrics.ts";
import { GroupCommit } from "#lib/request-log/group-commit.ts";
import type { LogTail } from "#lib/request-log/log-tail.ts";
import type { KeyVersion, LogEntry, RequestLog } from "#lib/request-log/request-log.ts";
import { concerns, type Subject } from "#lib/request-log/subject.ts";

type Outcome = "appended" | "stale";

/**
 * Appends entries to PostgreSQL's indexed table and its counts, in groups, several at the same time. If the connection
 * is lost during a commit, the append fails although its entry may be in the log. In a cluster, the epoch is then in doubt.
 */
export class DirectLog implements RequestLog, LogTail {
  #commits = new GroupCommit<Append, Outcome>((appends) => this.#appendAll(appends), APPENDS_AT_ONCE);
  #doubt: ((epoch: number) => void) | null;

  /** `doubt`: in a cluster, is called if it isn't known whether entries of an epoch (or of earlier ones) were appended. */
  constructor(doubt: ((epoch: number) => void) | null = null) {
    this.#doubt = doubt;
  }

  append(entry: LogEntry, relyingOn: KeyVersion[] = [], epoch: number | null = null): Promise<Outcome> {
    return this.#commits.add({ row: entry, relyingOn, epoch });
  }

  drain(): Promise<void> {
    return this.#commits.flushed();
  }

  async hasStaged(subject: Subject): Promise<false> {
    await this.#commits.flushed(({ row }) => concerns(row, subject));
    return false;
  }

  mayHaveStaged(): false {
    return false;
  }

  async #appendAll(appends: Append[]): Promise<Outcome[]> {
    const started = micros();
    const stale = await appendCurrent(postgresql()!.log, appends, this.#doubt !== null).catch((error) => {
      if (!isRefused(error)) this.#doubt?.(Math.max(...appends.map(({ epoch }) => epoch ?? 0)));
      throw error;
    });
    const outcomes = appends.map((): Outcome => "appended");
    for (const i of stale) outcomes[i] = "stale";
    const appended = outcomes.filter((outcome) => outcome === "appended").length;
    metrics.committed(appended, started, this.#commits.waiting().length);
    return outcomes;
  }
}
