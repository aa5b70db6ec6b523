import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import * as sessions from "#db/queries/sessions.ts";
import { memberOf } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { createKey as create } from "#lib/keys/create.ts";
import { changeKey, getKey, listKeys, revokeKey } from "#lib/keys/keys.ts";
import type { NewKey } from "#lib/keys/schema.ts";

const now = new Date();
const createKey = (actor: UserActor, wanted: NewKey, at: Date) => create(actor, wanted, at, null);
const ada = await person("ada");
const bob = await person("bob");
const refused = (code: string, reason?: string) =>
  expect.objectContaining({ code, extras: expect.objectContaining(reason ? { reason } : {}) });

test("only createKey returns the secret; reading the key later never does", async () => {
  const { secret, id } = await createKey(ada, { name: "ci", scopes: ["data:read"] }, now);
  const seen = JSON.stringify([await getKey(ada, id, now), await listKeys(ada, { limit: 100 }, now)]);
  expect(seen).toContain(id);
  expect(seen).not.toContain(secret);
});

test("another workspace's key is not found, whatever the operation", async () => {
  const { id } = await createKey(ada, { scopes: [] }, now);
  await expect(getKey(bob, id, now)).rejects.toEqual(refused("not_found"));
  await expect(changeKey(bob, id, { name: "mine" }, now)).rejects.toEqual(refused("not_found"));
  await expect(revokeKey(bob, id, now)).rejects.toEqual(refused("not_found"));
  expect((await listKeys(bob, { limit: 100 }, now)).items).toEqual([]);
});

test("developers can change their own keys and only read the others", async () => {
  const { id } = await createKey(ada, { name: "ada's", scopes: [] }, now);
  const developer = await memberOf(ada, "developer", "developer");
  expect((await getKey(developer, id, now)).name).toBe("ada's");
  await expect(revokeKey(developer, id, now)).rejects.toEqual(refused("forbidden", "insufficient_role"));
  const own = await createKey(developer, { scopes: [] }, now);
  expect((await changeKey(developer, own.id, { name: "mine" }, now)).name).toBe("mine");
});

test("nobody can grant a scope they don't have", async () => {
  const developer = await memberOf(ada, "granter", "developer");
  await expect(createKey(developer, { scopes: ["audit:read"] }, now)).rejects.toEqual(
    refused("forbidden", "scope_escalation"),
  );
});

test("a write by an ended session is rejected", async () => {
  const carl = await person("carl");
  await atomically((tx) => [step(sessions.endAll(tx, carl.userId, now))]);
  await expect(createKey(carl, { scopes: [] }, now)).rejects.toEqual(refused("invalid_token", "revoked"));
  expect((await listKeys(carl, { limit: 100 }, now)).items).toEqual([]);
});

test("a revoked key can't be revoked again or enabled", async () => {
  const { id } = await createKey(ada, { scopes: [] }, now);
  expect((await revokeKey(ada, id, now)).status).toBe("revoked");
  await expect(revokeKey(ada, id, now)).rejects.toEqual(refused("conflict", "already_revoked"));
  await expect(changeKey(ada, id, { enabled: true }, now)).rejects.toEqual(
    refused("conflict", "already_revoked"),
  );
});

test("pages neither skip nor repeat keys while keys are being created", async () => {
  const dora = await person("dora");
  const created: string[] = [];
  for (let i = 0; i < 25; i += 1) created.push((await createKey(dora, { scopes: [] }, now)).id);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listKeys(dora, { limit: 4, cursor }, now);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
    await createKey(dora, { scopes: [] }, new Date(now.getTime() + 1000));
  } while (cursor);
  expect(seen.filter((id) => created.includes(id)).sort()).toEqual(created.sort());
});
