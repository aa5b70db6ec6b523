import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import * as members from "#db/queries/members.ts";
import { memberOf } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { acceptInvitation } from "#lib/invitations/accept.ts";
import { invite } from "#lib/invitations/invitations.ts";
import { compose } from "#lib/mail/messages.ts";
import { changeRole } from "#lib/members/members.ts";
import { createWorkspace } from "#lib/workspaces/create.ts";

const now = new Date();
const full = { code: "conflict", extras: { reason: "workspace_limit" } };

/** A user who owns as many workspaces as a user can: 20, with their personal one. */
async function collector(): Promise<UserActor> {
  const user = await person("collector");
  for (let i = 1; i < 20; i += 1) await createWorkspace(user, { name: `Number ${i}` }, now, null);
  return user;
}

test("nobody owns more than 20 workspaces, by creating them, a new role or an invitation", async () => {
  const [owner, user] = [await person("giver"), await collector()];
  await expect(createWorkspace(user, { name: "Number 20" }, now, null)).rejects.toMatchObject(full);

  const wanted = { email: user.email, role: "owner" } as const;
  const { id } = await invite(owner, owner.workspaceId, wanted, now, null);
  const to = { userId: null, signUpId: null, signUpEndsAt: null, aboutId: id, details: null };
  const message = await compose("invitation", to, now);
  const token = new URL(message!.action!.url).searchParams.get("token")!;
  await expect(acceptInvitation(user, token, now, null)).rejects.toMatchObject(full);

  const other = await person("other-giver");
  const row = { workspaceId: other.workspaceId, userId: user.userId, role: "admin", createdAt: now };
  await atomically((tx) => [step(members.insert(tx, row))]);
  const promote = () => changeRole(other, other.workspaceId, user.userId, "owner", now);
  await expect(promote()).rejects.toMatchObject(full);

  // An owner of the maximum can still be given the role that they have.
  expect(await changeRole(user, user.workspaceId, user.userId, "owner", now)).toMatchObject({
    role: "owner",
  });

  // With one workspace less, there is room for one of them, and the link still works.
  await memberOf(user, "heir", "owner");
  await changeRole(user, user.workspaceId, user.userId, "admin", now);
  expect(await acceptInvitation(user, token, now, null)).toMatchObject({ role: "owner" });
  await expect(promote()).rejects.toMatchObject(full);
});
