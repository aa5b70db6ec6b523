import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as members from "#db/queries/members.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import { person } from "#e2e/unit/people.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { acceptInvitation } from "#lib/invitations/accept.ts";
import { invite } from "#lib/invitations/invitations.ts";
import { mintCode } from "#lib/mailed-codes/mailed-codes.ts";
import { changeRole } from "#lib/members/members.ts";
import { createWorkspace } from "#lib/workspaces/create.ts";

const now = new Date();
const expiresAt = new Date(now.getTime() + 3_600_000);
const LIMIT = { code: "conflict", extras: { reason: "workspace_limit" } };

/** Someone who can own one more workspace. */
async function almostFull(name: string): Promise<UserActor> {
  const actor = await person(name);
  for (let n = 0; n < 18; n += 1) await createWorkspace(actor, { name: `w${n}` }, now, null);
  return actor;
}

async function invitationTo(owner: UserActor, { email }: UserActor, role: "owner" | "admin") {
  const { id } = await invite(owner, owner.workspaceId, { email, role }, now, null);
  return mintCode({ aboutId: id }, "invitation", now, expiresAt);
}

async function owned({ userId }: UserActor): Promise<number> {
  return (await workspaces.ownedBy(db(), userId)).length;
}

test("of owners who share their workspaces with someone at once, as many succeed as that person can own", async () => {
  const ada = await almostFull("ada");
  const owners = await Promise.all(["o1", "o2", "o3", "o4"].map((name) => person(name)));
  for (const { workspaceId } of owners)
    await atomically((tx) => [
      step(members.insert(tx, { workspaceId, userId: ada.userId, role: "viewer", createdAt: now })),
    ]);
  const outcomes = await Promise.allSettled(
    owners.map((owner) => changeRole(owner, owner.workspaceId, ada.userId, "owner", now)),
  );
  const refused = outcomes.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(3);
  for (const { reason } of refused as PromiseRejectedResult[]) expect(reason).toMatchObject(LIMIT);
  expect(await owned(ada)).toBe(20);
  const [kept] = owners.filter((_, n) => outcomes[n]!.status === "fulfilled");
  // Who already is an owner can be confirmed as one.
  expect(await changeRole(kept!, kept!.workspaceId, ada.userId, "owner", now)).toMatchObject({
    role: "owner",
  });
});

test("an invitation as owner can't be accepted beyond the limit, and works once there is room", async () => {
  const ben = await almostFull("ben");
  await createWorkspace(ben, { name: "last" }, now, null);
  const [owner, other] = [await person("inviter"), await person("inviter-2")];
  const token = await invitationTo(owner, ben, "owner");
  await expect(acceptInvitation(ben, token, now, null)).rejects.toMatchObject(LIMIT);
  const asAdmin = await invitationTo(other, ben, "admin");
  expect(await acceptInvitation(ben, asAdmin, now, null)).toMatchObject({ role: "admin" });
  await atomically((tx) => [step(members.setRole(tx, ben.workspaceId, ben.userId, "admin"))]);
  expect(await acceptInvitation(ben, token, now, null)).toMatchObject({ role: "owner" });
});
