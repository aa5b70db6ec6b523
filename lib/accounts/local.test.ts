import { asc } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { prepareLocalAccount } from "#lib/accounts/local.ts";
import { hashPasswordsWith } from "#lib/accounts/passwords.ts";

test("the local account and the keys of each start are in the audit log", async () => {
  hashPasswordsWith(async () => "hash", 1);
  const first = await prepareLocalAccount(new Date(Date.now() - 1000));
  const second = await prepareLocalAccount(new Date());
  const events = await db().select().from(auditEvents).orderBy(asc(auditEvents.action));
  expect(events.map(({ action, actorType }) => [action, actorType])).toEqual([
    ["key.created", "system"],
    ["key.created", "system"],
    ["key.revoked", "system"],
    ["user.created", "system"],
    ["workspace.created", "system"],
  ]);
  const created = events.filter(({ action }) => action === "key.created");
  for (const event of created) expect(JSON.stringify(event)).toContain("keys:write");
  for (const { secret, password } of [first!, second!]) {
    expect(JSON.stringify(events)).not.toContain(secret);
    if (password) expect(JSON.stringify(events)).not.toContain(password);
  }
});
