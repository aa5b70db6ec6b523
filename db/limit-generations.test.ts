import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { forGate } from "#db/queries/key-secrets.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { plans, workspaces } from "#db/schema/workspaces.ts";
import { keyOf, type UsedKey } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { sha256 } from "#lib/opaque-token.ts";

let people = 0;
let ada: UserActor;
let key: UsedKey;

beforeEach(async () => {
  people += 1;
  ada = await person(`ada-${people}`);
  key = await keyOf(ada);
  await ofWorkspace({ planId: "starter" });
});

const ofKey = (changes: Partial<typeof apiKeys.$inferInsert>) =>
  db().update(apiKeys).set(changes).where(eq(apiKeys.id, key.id));
const ofWorkspace = (changes: Partial<typeof workspaces.$inferInsert>) =>
  db().update(workspaces).set(changes).where(eq(workspaces.id, ada.workspaceId));
const ofPlan = (id: string, changes: Partial<typeof plans.$inferInsert>) =>
  db().update(plans).set(changes).where(eq(plans.id, id));

/** How many generations a change begins. */
async function begun(field: "limitGeneration" | "limitsGeneration", change: () => Promise<unknown>) {
  const before = (await forGate(sha256(key.secret)))![field];
  await change();
  return (await forGate(sha256(key.secret)))![field] - before;
}

test("a key's generation begins when its limit is set, not when it changes or is removed", async () => {
  const by = (changes: Partial<typeof apiKeys.$inferInsert>) =>
    begun("limitGeneration", () => ofKey(changes));
  expect(await by({ limitRequests: 5 })).toBe(0);
  expect(await by({ limitWindowSeconds: 60 })).toBe(1);
  expect(await by({ limitRequests: 6, limitWindowSeconds: 90 })).toBe(0);
  expect(await by({ limitRequests: null, limitWindowSeconds: null })).toBe(0);
  expect(await by({ name: "unlimited" })).toBe(0);
  expect(await by({ limitRequests: 6, limitWindowSeconds: 90 })).toBe(1);
});

test("a workspace's generation begins when its own quota or its plan's is the first one in force", async () => {
  const by = (change: () => Promise<unknown>) => begun("limitsGeneration", change);
  await ofPlan("starter", { monthlyQuota: null });
  expect(await by(() => ofWorkspace({ ownMonthlyQuota: 5 }))).toBe(1);
  expect(await by(() => ofWorkspace({ ownMonthlyQuota: 6 }))).toBe(0);
  expect(await by(() => ofWorkspace({ ownMonthlyQuota: null }))).toBe(0);
  expect(await by(() => ofPlan("starter", { monthlyQuota: 7 }))).toBe(1);
  expect(await by(() => ofWorkspace({ ownMonthlyQuota: 5 }))).toBe(0);
  expect(await by(() => ofWorkspace({ ownMonthlyQuota: null }))).toBe(0);
  expect(await by(() => ofPlan("starter", { monthlyQuota: 8, position: 9 }))).toBe(0);
  expect(await by(() => ofPlan("starter", { monthlyQuota: null }))).toBe(0);
  expect(await by(() => ofPlan("starter", { requestsPerMinute: null }))).toBe(0);
  expect(await by(() => ofPlan("starter", { requestsPerMinute: 60 }))).toBe(1);
});

test("a workspace that moves to another plan keeps its generation if both have the same limits", async () => {
  const to = (planId: string) => begun("limitsGeneration", () => ofWorkspace({ planId }));
  for (const monthlyQuota of [1, null, 2, null]) await ofPlan("trial", { monthlyQuota });
  await ofPlan("starter", { monthlyQuota: null });
  expect(await to("trial")).toBe(0);
  expect(await to("pro")).toBe(0);
  // The plan "pro" has no rate limit.
  expect(await to("starter")).toBe(1);
  await ofPlan("trial", { monthlyQuota: 3 });
  expect(await to("trial")).toBe(1);
  expect(await to("starter")).toBe(0);
  expect(await to("trial")).toBe(1);
});

test("a new workspace of a plan whose limits were set often has a generation that only grows", async () => {
  for (const monthlyQuota of [1, null, 2]) await ofPlan("trial", { monthlyQuota });
  const bob = await keyOf(await person(`bob-${people}`));
  expect((await forGate(sha256(bob.secret)))!.limitsGeneration).toBeGreaterThanOrEqual(2);
});
