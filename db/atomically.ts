import { type Db, db, postgresql, type Sqlite, sqlite } from "#db/client.ts";
import { isDeadlock } from "#db/faults.ts";
import { retryWhileLocked } from "#db/retry-while-locked.ts";

/** A statement that was built on its transaction. */
type Statement = PromiseLike<unknown>;

/**
 * One statement of a transaction, or a function that builds it, or several, when its turn comes. With `must`, the transaction is rolled back if the statement changes no row. With `check`,
 * it reads rows, and the transaction is rolled back if `check` throws. `committed` is called once the transaction has
 * committed.
 */
export interface Step {
  statement: Statement | (() => Statement | Statement[] | null);
  must?: string;
  check?: (rows: never[]) => void;
  committed?: () => void;
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

/** A step that is built when its turn comes, with what earlier steps have read. Null: there is nothing to do. */
export const later = (statement: () => Statement | Statement[] | null): Step => ({ statement });

/** A step that is allowed to change no row. */
export const step = (statement: Statement): Step => ({ statement });

/** A step that has to change a row. If it doesn't, `atomically` returns `label`. */
export const must = (label: string, statement: Statement): Step => ({ statement, must: label });

/**
 * A step that decides on what the transaction sees. `decide` gets the rows of a select. If it throws, nothing is committed,
 * and `atomically` throws the same. On PostgreSQL, rows that must not change before the commit have to be locked by an
 * earlier step.
 */
export const check = <Row>(select: PromiseLike<Row[]>, decide: (rows: Row[]) => void): Step => ({
  statement: select,
  check: decide,
});

class FailedStep extends Error {
  must: string;
  constructor(label: string) {
    super(label);
    this.must = label;
  }
}

function built(planned: Step["statement"]): Statement[] {
  const statement = typeof planned === "function" ? planned() : planned;
  if (!statement) return [];
  return Array.isArray(statement) ? statement : [statement];
}

const announce = (steps: Step[]) => {
  for (const { committed } of steps) committed?.();
};

function runInSqlite(control: Sqlite["control"], plan: Plan): void {
  const transaction = control.transaction(() => {
    const steps = plan(db());
    for (const { statement: planned, must: label, check: decide } of steps) {
      for (const statement of built(planned)) {
        const query = statement as unknown as { run(): { changes: number }; all(): never[] };
        if (decide) decide(query.all());
        else if (query.run().changes === 0 && label) throw new FailedStep(label);
      }
    }
    return steps;
  });
  // IMMEDIATE takes the write lock before anything is read.
  announce(transaction.immediate());
}

const MAX_ATTEMPTS = 3;

// PostgreSQL ends one of two transactions that wait for each other. A plan has no effect before it commits, so it can run
// again.
async function runInPostgresql(plan: Plan, attempt = 1): Promise<void> {
  try {
    announce(await postgresql()!.changes.transaction((tx) => runSteps(plan(tx as unknown as Db))));
  } catch (error) {
    if (attempt === MAX_ATTEMPTS || !isDeadlock(error)) throw error;
    await runInPostgresql(plan, attempt + 1);
  }
}

async function runSteps(steps: Step[]): Promise<Step[]> {
  for (const { statement: planned, must: label, check: decide } of steps) {
    for (const statement of built(planned)) {
      const result = await statement;
      if (decide) decide(result as never[]);
      else if (label && (result as { rowCount: number }).rowCount === 0) throw new FailedStep(label);
    }
  }
  return steps;
}
