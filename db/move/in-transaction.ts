import type pg from "pg";

/** Runs statements on a connection in one transaction. */
export async function inTransaction(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  await client.query("begin");
  try {
    await work();
    await client.query("commit");
  } catch (error) {
    // If the connection is lost, PostgreSQL rolls back by itself.
    await client.query("rollback").catch(() => {});
    throw error;
  }
}
