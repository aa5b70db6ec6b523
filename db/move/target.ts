import pg from "pg";
import { reasonOf } from "#db/faults.ts";
import { INSTANCE_LOCK } from "#db/instance-lock.ts";
import { hasPooledSessions } from "#db/pooled-sessions.ts";

const OLDEST_VERSION = 140_000;

/** What a PostgreSQL database says about itself. */
export interface TargetFacts {
  version: number;
  versionText: string;
  encoding: string;
  readOnly: boolean;
  mayCreate: boolean;
}

/** Why nothing can be moved to such a database, as a sentence. Null if it can. */
export function whyUnusable(place: string, facts: TargetFacts): string | null {
  if (facts.version < OLDEST_VERSION)
    return `PostgreSQL at ${place} has version ${facts.versionText}. Latchkey needs 14 or later.`;
  if (facts.encoding !== "UTF8")
    return `The database at ${place} has the encoding ${facts.encoding}. Create one with the encoding UTF8.`;
  if (facts.readOnly)
    return `The database at ${place} is read-only. Connect to the primary server, not to a standby.`;
  if (!facts.mayCreate)
    return `This user can't create schemas and tables in the database at ${place}. Make the user its owner.`;
  return null;
}

const FACTS = `
  select current_setting('server_version_num')::int as version, current_setting('server_version') as "versionText",
    current_setting('server_encoding') as encoding, current_setting('transaction_read_only')::boolean as "readOnly",
    coalesce(has_database_privilege(current_database(), 'create')
      and has_schema_privilege(current_schema(), 'create'), false) as "mayCreate"`;

/** A URL's host, port and database, without the user and the password. */
export function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host || "this machine"}${pathname === "/" ? "" : pathname}`;
}

/**
 * Connects to the database that is filled, and takes its instance lock, so that no server and no other move uses it. Throws an
 * error with one sentence if it can't be used.
 */
export async function connectTarget(url: string, lockWaitMs: number): Promise<pg.Client> {
  const place = placeOf(url);
  const pooled = await hasPooledSessions(url).catch((error: Error) => {
    throw new Error(`Can't connect to PostgreSQL at ${place}: ${reasonOf(error)}.`);
  });
  if (pooled)
    throw new Error(
      `${place} is a connection pool in transaction mode (such as PgBouncer). Give the address of PostgreSQL itself, or set the pool to session mode.`,
    );
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, keepAlive: true });
  // Whatever is running fails with the same error.
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<TargetFacts>(FACTS);
    const why = whyUnusable(place, rows[0]!);
    if (why) throw new Error(why);
    if (!(await lock(client, lockWaitMs)))
      throw new Error(
        `A Latchkey server or another move uses the database at ${place}. Stop it, then run this command again.`,
      );
    await client.query(SETTINGS);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}

// Without synchronous commits, a crash of PostgreSQL loses some rows together with the note that they are copied. Rows that
// are compared are always found by their keys: the planner's estimates don't know tables that were filled just now.
const SETTINGS = `
  set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set synchronous_commit = off;
  set enable_hashjoin = off; set enable_mergejoin = off; set jit = off;
  set maintenance_work_mem = '128MB'`;

// The session of a command that was killed can live a moment longer.
async function lock(client: pg.Client, waitMs: number): Promise<boolean> {
  for (const deadline = performance.now() + waitMs; ; ) {
    const { rows } = await client.query("select pg_try_advisory_lock($1) as held", [INSTANCE_LOCK]);
    if (rows[0].held || performance.now() > deadline) return rows[0].held;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** A table or view that the database has where Latchkey's would be, or null if it is empty. */
export async function firstTable(client: pg.ClientBase): Promise<string | null> {
  const { rows } = await client.query(`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname in (current_schema(), 'drizzle')
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') order by 1 limit 1`);
  return rows[0]?.name ?? null;
}
