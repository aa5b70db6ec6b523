import { and, eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import { settings } from "#db/schema/workspaces.ts";

/** Beside the settings, like what identifies the secret of the instances. */
const NAME = "instances.audit_verification";

/** The stored verification of the audit log, and when it was stored. Null: none was. */
export async function read(): Promise<{ value: unknown; changedAt: Date } | null> {
  const [row] = await db()
    .select({ value: settings.value, changedAt: settings.changedAt })
    .from(settings)
    .where(eq(settings.name, NAME));
  return row ?? null;
}

/** Stores a verification in place of what was read (null: nothing). Returns false if another instance has stored one since. */
export async function replace(read: unknown, value: object, now: Date): Promise<boolean> {
  const changed = read
    ? await db()
        .update(settings)
        .set({ value, changedAt: now })
        .where(and(eq(settings.name, NAME), eq(settings.value, read)))
        .returning({ name: settings.name })
    : await db()
        .insert(settings)
        .values({ name: NAME, value, changedAt: now })
        .onConflictDoNothing()
        .returning({ name: settings.name });
  return changed.length > 0;
}
