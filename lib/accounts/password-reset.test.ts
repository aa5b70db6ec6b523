import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as memberQueries from "#db/queries/members.ts";
import { users } from "#db/schema/accounts.ts";
import { members, workspaces } from "#db/schema/workspaces.ts";
import { keyOf } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import { readResetLink, resetPassword } from "#lib/accounts/password-reset.ts";
import { getKey } from "#lib/keys/keys.ts";
import { mintCode } from "#lib/mailed-codes/mailed-codes.ts";

const now = new Date();
const visitor = { ip: null, device: null, signUp: null };
const PASSWORD = "a long sentence of nobody";
let count = 0;

/** A developer of somebody else's workspace, with a key there and one in their own workspace. */
async function guest() {
  count += 1;
  const [owner, own] = [await person(`host-${count}`), await person(`guest-${count}`)];
  const { workspaceId } = owner;
  const { userId } = own;
  await atomically((tx) => [
    step(memberQueries.insert(tx, { workspaceId, userId, role: "developer", createdAt: now })),
  ]);
  const keys = [
    { seenBy: owner, id: (await keyOf({ ...own, workspaceId, role: "developer" })).id },
    { seenBy: own, id: (await keyOf(own)).id },
  ];
  return { userId, workspaceId, keys };
}

async function resetWithKeys({ userId, keys }: Awaited<ReturnType<typeof guest>>) {
  const token = await mintCode({ userId }, "reset_password", now, new Date(now.getTime() + 60_000));
  const told = await readResetLink(token, now);
  await resetPassword({ token, password: PASSWORD, revoke_keys: true }, visitor, now);
  const statuses = [];
  for (const { seenBy, id } of keys) statuses.push((await getKey(seenBy, id, now)).status);
  return { told: told!.activeKeys, there: statuses[0], own: statuses[1] };
}

test("a reset with revoke_keys revokes the keys that the user may still revoke", async () => {
  expect(await resetWithKeys(await guest())).toEqual({ told: 2, there: "revoked", own: "revoked" });
});

test.each([
  [
    "who was removed",
    (userId: string, workspaceId: string) =>
      db()
        .delete(members)
        .where(and(eq(members.userId, userId), eq(members.workspaceId, workspaceId))),
  ],
  [
    "who became a viewer",
    (userId: string, workspaceId: string) =>
      db()
        .update(members)
        .set({ role: "viewer" })
        .where(and(eq(members.userId, userId), eq(members.workspaceId, workspaceId))),
  ],
  [
    "whose workspace is suspended",
    (_: string, workspaceId: string) =>
      db().update(workspaces).set({ suspendedAt: now }).where(eq(workspaces.id, workspaceId)),
  ],
])("a member %s can't revoke the workspace's keys with a password reset", async (_, lose) => {
  const ada = await guest();
  await lose(ada.userId, ada.workspaceId);
  expect(await resetWithKeys(ada)).toEqual({ told: 1, there: "active", own: "revoked" });
});

test("a suspended user can't revoke keys with a password reset", async () => {
  const ada = await guest();
  await db().update(users).set({ suspendedAt: now }).where(eq(users.id, ada.userId));
  expect(await resetWithKeys(ada)).toEqual({ told: 0, there: "active", own: "active" });
});
