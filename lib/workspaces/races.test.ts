import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as sessions from "#db/queries/sessions.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import { keyOf, memberOf } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { newId } from "#lib/ids.ts";
import { createKey } from "#lib/keys/create.ts";
import { changeKey } from "#lib/keys/keys.ts";
import { rotateKey } from "#lib/keys/rotate.ts";
import { createWorkspace } from "#lib/workspaces/create.ts";
import { deleteWorkspace } from "#lib/workspaces/delete.ts";
import { changeWorkspace, getWorkspace } from "#lib/workspaces/workspaces.ts";

const now = new Date();
const succeeded = (outcomes: PromiseSettledResult<unknown>[]) =>
  outcomes.filter(({ status }) => status === "fulfilled").length;

/** The same user in other sessions. Requests of one session lock its row, so they never run at the same time. */
async function inSessions(user: UserActor, count: number): Promise<UserActor[]> {
  const expiresAt = new Date(now.getTime() + 3_600_000);
  const session = { userId: user.userId, kind: "browser", createdAt: now, lastUsedAt: now, expiresAt };
  const rows = Array.from({ length: count }, () => ({ ...session, id: newId("ses", now.getTime()) }));
  await atomically((tx) => rows.map((row) => step(sessions.insert(tx, row))));
  return rows.map(({ id }) => ({ ...user, sessionId: id }));
}

test("of 30 concurrent creates in many sessions, a user gets as many workspaces as they can own", async () => {
  const actors = await inSessions(await person("ada"), 30);
  const creates = actors.map((ada, n) => createWorkspace(ada, { name: `w${n}` }, now, null));
  expect(succeeded(await Promise.allSettled(creates))).toBe(19);
});

test("of keys that 10 members create at once, one is created if the operator allows one", async () => {
  const carl = await person("carl");
  await db().update(workspaces).set({ ownMaxActiveKeys: 1 }).where(eq(workspaces.id, carl.workspaceId));
  const names = Array.from({ length: 10 }, (_, n) => `member-${n}`);
  const actors = await Promise.all(names.map((name) => memberOf(carl, name, "admin")));
  const creates = actors.map((actor) => createKey(actor, { scopes: [] }, now, null));
  expect(succeeded(await Promise.allSettled(creates))).toBe(1);
});

test("nothing is written to a workspace that was deleted after the gate's decision", async () => {
  const bob = await person("bob");
  const { workspaceId, workspaceName } = bob;
  const key = await keyOf(bob, { scopes: ["keys:write"] });
  await deleteWorkspace(bob, workspaceId, workspaceName, now);
  const asKey = { code: "invalid_api_key", extras: { reason: "revoked" } };
  await expect(createKey(key.actor, { scopes: [] }, now, null)).rejects.toMatchObject(asKey);
  await expect(rotateKey(key.actor, key.id, 0, now, null)).rejects.toMatchObject(asKey);
  await expect(changeKey(key.actor, key.id, { name: "b" }, now)).rejects.toMatchObject(asKey);
  const asUser = { code: "not_found" };
  await expect(createKey(bob, { scopes: [] }, now, null)).rejects.toMatchObject(asUser);
  await expect(changeKey(bob, key.id, { name: "b" }, now)).rejects.toMatchObject(asUser);
  await expect(changeWorkspace(bob, workspaceId, { name: "b" })).rejects.toMatchObject(asUser);
  await expect(getWorkspace(bob, workspaceId)).rejects.toMatchObject(asUser);
});
