import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { plans, workspaces } from "#db/schema/workspaces.ts";
import { keyOf } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import { checkKey } from "#lib/gate/check-key.ts";
import { newId } from "#lib/ids.ts";
import { createWorkspace } from "#lib/workspaces/create.ts";
import { deleteWorkspace, purgeWorkspaces } from "#lib/workspaces/delete.ts";
import { listWorkspaces } from "#lib/workspaces/workspaces.ts";

const now = new Date();
const countKeys = (workspaceId: string) => db().$count(apiKeys, eq(apiKeys.workspaceId, workspaceId));
const exists = async (id: string) => (await db().$count(workspaces, eq(workspaces.id, id))) === 1;

test("new workspaces get the default plan, those of new users too", async () => {
  const ada = await person("ada");
  expect((await createWorkspace(ada, { name: "a" }, now, null)).plan).toBe("trial");
  await db().update(plans).set({ isDefault: false }).where(eq(plans.id, "trial"));
  await db().update(plans).set({ isDefault: true }).where(eq(plans.id, "pro"));
  expect((await createWorkspace(ada, { name: "b" }, now, null)).plan).toBe("pro");
  expect((await listWorkspaces(await person("bob"))).map(({ plan }) => plan)).toEqual(["pro"]);
});

test("a deleted workspace with 1,200 keys is removed after its retention, and others stay", async () => {
  const [carl, dora] = [await person("carl"), await person("dora")];
  const { id, secret } = await keyOf(carl);
  const theirs = await keyOf(dora);
  const [row] = await db().select().from(apiKeys).where(eq(apiKeys.id, id));
  const copies = Array.from({ length: 1199 }, () => ({ ...row!, id: newId("key", now.getTime()) }));
  await db().insert(apiKeys).values(copies);
  const { workspaceId, workspaceName } = carl;
  // So that the key is in the cache.
  expect((await checkKey(secret, { now })).refusal).toBeNull();
  await deleteWorkspace(carl, workspaceId, workspaceName, now);
  expect((await checkKey(secret, { now, remembered: false })).refusal).toBe("revoked");
  await purgeWorkspaces(now);
  expect(await countKeys(workspaceId)).toBe(1200);
  await purgeWorkspaces(new Date(now.getTime() + 1), { pauseMs: 0 });
  expect([await countKeys(workspaceId), await exists(workspaceId)]).toEqual([0, false]);
  expect((await checkKey(secret, { now, remembered: false })).refusal).toBe("unknown");
  expect([await countKeys(dora.workspaceId), await exists(dora.workspaceId)]).toEqual([1, true]);
  expect((await checkKey(theirs.secret, { now, remembered: false })).refusal).toBeNull();
});
