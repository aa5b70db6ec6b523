import { type Db, db, sqlite } from "#db/client.ts";
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
export async function atomically(plan: Plan): Promise<string | null> {
  const handle = sqlite();
  try {
    if (!handle) return await runInPostgresql(plan);
    // IMMEDIATE takes the write lock before anything is read.
    await retryWhileLocked(() => handle.control.transaction(() => runInSqlite(plan(db()))).immediate());
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

function runInSqlite(steps: Step[]): void {
  for (const { statement, must: label } of steps) {
    const { changes } = (statement as unknown as { run(): { changes: number } }).run();
    if (label && changes === 0) throw new FailedStep(label);
  }
}

async function runInPostgresql(plan: Plan): Promise<null> {
  await db().transaction(async (tx) => {
    for (const { statement, must: label } of plan(tx as unknown as Db)) {
      const { rowCount } = (await statement) as { rowCount: number };
      if (label && rowCount === 0) throw new FailedStep(label);
    }
  });
  return null;
}
