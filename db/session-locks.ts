import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

// PostgreSQL probes the connection after 5 s of silence and every 2 s, so it notices within 11 s that a host has vanished.
// Not a startup parameter, because connection pools refuse those.
const KEEPALIVES =
  "set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3";

/** If PostgreSQL doesn't answer for so long, the connection counts as broken. */
const QUERY_LIMIT_MS = 5000;
const END_LIMIT_MS = 1000;

/**
 * A connection of its own for advisory locks that last as long as the session. The server releases them when this process
 * ends, however it does. Calls `broken` when the connection breaks later. Throws if the database can't be reached.
 */
export async function lockingSession(url: string, broken: () => void): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    query_timeout: QUERY_LIMIT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
  });
  let open = false;
  // There can be several errors, and they can come before the session is open.
  client.on("error", () => {
    if (open) broken();
    open = false;
  });
  await client.connect();
  await client.query(KEEPALIVES);
  open = true;
  return client;
}

/** Ends a session. Waits for that, but not long, because PostgreSQL may not answer. */
export async function endSession(client: pg.Client | null | undefined): Promise<void> {
  const ended = client?.end().catch(() => {});
  await Promise.race([ended, delay(END_LIMIT_MS, undefined, { ref: false })]);
}
