import { type Db, db, type Sqlite, sqlite } from "#db/client.ts";
import { retryWhileLocked } from "#db/retry-while-locked.ts";

/** A statement that was built on its transaction. */
type Statement = PromiseLike<unknown>;

/** One statement of a transaction. With `must`, the transaction is rolled back if the statement changes no row. */
export interface Step {
  statement: Statement;
  must?: string;
}

export type Plan = (tx: Db) => Step[];

/**
 * Runs the planned statements in one transaction.
 * Returns null if it committed, or the label of the `must` step that changed no row.
 * SQLite runs the steps synchronously, so that no other statement of this process gets into the transaction.
 */
export function atomically(plan: Plan): Promise<string | null> {
  return labelOfFailure(async () => {
    const handle = sqlite();
    if (!handle) return runInPostgresql(plan);
    await retryWhileLocked(() => runInSqlite(handle.control, plan));
  });
}

/**
 * Like `atomically`, but doesn't wait for the disk on SQLite, because that blocks the thread. A crash loses nothing; a power
 * cut may lose the last moments. For counts that strangers can cause many of.
 */
export function atomicallyUnsynced(plan: Plan): Promise<string | null> {
  return labelOfFailure(async () => {
    const handle = sqlite();
    if (!handle) return runInPostgresql(plan);
    await retryWhileLocked(() => {
      handle.control.pragma("synchronous = NORMAL");
      try {
        runInSqlite(handle.control, plan);
      } finally {
        handle.control.pragma("synchronous = FULL");
      }
    });
  });
}

async function labelOfFailure(run: () => Promise<void>): Promise<string | null> {
  try {
    await run();
    return null;
  } catch (error) {
    if (error instanceof FailedStep) return error.must;
    throw error;
  }
}

/** A step that is allowed to change no row. */
export const step = (statement: Statement): Step => ({ statement });

/** A step that has to change a row. If it doesn't, `atomically` returns `label`. */
export const must = (label: string, statement: Statement): Step => ({ statement, must: label });

class FailedStep extends Error {
  must: string;
  constructor(label: string) {
    super(label);
    this.must = label;
  }
}

function runInSqlite(control: Sqlite["control"], plan: Plan): void {
  const transaction = control.transaction(() => {
    for (const { statement, must: label } of plan(db())) {
      const { changes } = (statement as unknown as { run(): { changes: number } }).run();
      if (label && changes === 0) throw new FailedStep(label);
    }
  });
  // IMMEDIATE takes the write lock before anything is read.
  transaction.immediate();
}

async function runInPostgresql(plan: Plan): Promise<void> {
  await db().transaction(async (tx) => {
    for (const { statement, must: label } of plan(tx as unknown as Db)) {
      const { rowCount } = (await statement) as { rowCount: number };
      if (label && rowCount === 0) throw new FailedStep(label);
    }
  });
}
