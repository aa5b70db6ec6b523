import { eq, inArray, ne, sql } from "drizzle-orm";
import { type Step, step } from "#db/atomically.ts";
import { type Db, db, sqlite } from "#db/client.ts";
import { settings } from "#db/schema/workspaces.ts";

export type SettingRow = Pick<typeof settings.$inferSelect, "name" | "value">;

/** The key of PostgreSQL's advisory lock on the settings. */
const SETTINGS_LOCK = 7265;

/** Identifies the secret of the instances that run, without telling it. */
const SECRET_MARK = "instances.secret_mark";

/** The logo's bytes are beside the settings, and aren't read with them. */
export const LOGO_IMAGE = "logo_image";

/** The stored settings. There are only a few. */
export function all(on: Db = db()) {
  return on
    .select({ name: settings.name, value: settings.value })
    .from(settings)
    .where(ne(settings.name, LOGO_IMAGE));
}

/** The logo's path and its bytes in base64, read together, because another one can be uploaded meanwhile. */
export async function logo(pathName: string): Promise<{ path: string; image: string } | null> {
  const rows = await db()
    .select({ name: settings.name, value: settings.value })
    .from(settings)
    .where(inArray(settings.name, [pathName, LOGO_IMAGE]));
  const stored = (wanted: string) => rows.find(({ name }) => name === wanted)?.value;
  const [path, image] = [stored(pathName), stored(LOGO_IMAGE)];
  return typeof path === "string" && typeof image === "string" ? { path, image } : null;
}

/** Makes transactions that change settings wait for each other. SQLite's transactions do that anyway. */
export function lock(tx: Db): Step[] {
  return sqlite() ? [] : [step(tx.execute(sql`select pg_advisory_xact_lock(${SETTINGS_LOCK})`))];
}

export function store(tx: Db, name: string, value: unknown, now: Date) {
  return tx
    .insert(settings)
    .values({ name, value, changedAt: now })
    .onConflictDoUpdate({ target: settings.name, set: { value, changedAt: now } });
}

/** Stores what identifies the secret, unless something is stored already and `replace` is false. Returns what is stored. */
export async function storeSecretMark(mark: string, replace: boolean, now: Date): Promise<unknown> {
  const insert = db().insert(settings).values({ name: SECRET_MARK, value: mark, changedAt: now });
  await (replace
    ? insert.onConflictDoUpdate({ target: settings.name, set: { value: mark, changedAt: now } })
    : insert.onConflictDoNothing());
  const [row] = await db()
    .select({ value: settings.value })
    .from(settings)
    .where(eq(settings.name, SECRET_MARK));
  return row?.value;
}

export function remove(tx: Db, name: string) {
  return tx.delete(settings).where(eq(settings.name, name));
}
