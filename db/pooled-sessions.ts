import pg from "pg";

/** The order in which two connections ask. Pools hand out their sessions in different orders. */
const ORDER = [0, 1, 0, 0, 1, 1, 0, 1];

/**
 * Whether the statements of one connection can run in different sessions, as behind a connection pool in transaction mode.
 * Session locks and prepared statements don't work there. Throws if the database can't be reached.
 */
export async function hasPooledSessions(url: string): Promise<boolean> {
  const clients = [0, 1].map(
    () => new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 5000 }),
  );
  try {
    for (const client of clients) {
      client.on("error", () => {});
      await client.connect();
    }
    const sessions = clients.map(() => new Set<number>());
    for (const index of ORDER) sessions[index]!.add(await sessionOf(clients[index]!));
    const [first, second] = sessions as [Set<number>, Set<number>];
    return first.size > 1 || second.size > 1 || new Set([...first, ...second]).size < 2;
  } finally {
    await Promise.allSettled(clients.map((client) => client.end()));
  }
}

async function sessionOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query("select pg_backend_pid() as session");
  return rows[0].session;
}
