import { postgresql } from "#db/client.ts";

/** How long key records can be locked, and how long a lock is waited for. */
export const LONGEST_LOCK_MS = 2000;

/**
 * Locks the key records of workspaces: changes wait. Returns a function that unlocks them. The database unlocks them by itself
 * after two seconds, also if this process has stopped. Only on PostgreSQL.
 */
export async function lockKeys(workspaceIds: string[]): Promise<() => Promise<void>> {
  const client = await postgresql()!.locks.connect();
  try {
    await client.query(
      `begin; set local lock_timeout = ${LONGEST_LOCK_MS}; set local idle_in_transaction_session_timeout = ${LONGEST_LOCK_MS}`,
    );
    // In the order of the triggers that change the versions, so there are no deadlocks.
    await client.query(
      "select from key_versions where workspace_id = any($1) order by workspace_id for no key update",
      [workspaceIds],
    );
  } catch (error) {
    client.release(true);
    throw error;
  }
  return async () => {
    const error = await client.query("commit").then(
      () => undefined,
      (reason: Error) => reason,
    );
    client.release(error);
  };
}
