import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import * as members from "#db/queries/members.ts";
import * as users from "#db/queries/users.ts";
import { person } from "#e2e/unit/people.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { hashPassword } from "#lib/accounts/passwords.ts";
import { previewInvitation } from "#lib/invitations/accept.ts";
import { invite, listInvitations } from "#lib/invitations/invitations.ts";
import { compose } from "#lib/mail/messages.ts";

const now = new Date();
const PASSWORD = "a long sentence of nobody";

test("invitations that a deleted user sent end, as when they leave", async () => {
  const owner = await person("owner");
  const { workspaceId } = owner;
  const admin = { ...(await person("admin")), workspaceId };
  const passwordHash = await hashPassword(PASSWORD);
  await atomically((tx) => [
    step(members.insert(tx, { workspaceId, userId: admin.userId, role: "admin", createdAt: now })),
    step(users.setPassword(tx, admin.userId, passwordHash)),
  ]);
  const wanted = { email: "second@example.test", role: "admin" } as const;
  const { id } = await invite(admin, workspaceId, wanted, now, null);
  const to = { userId: null, signUpId: null, signUpEndsAt: null, aboutId: id, details: null };
  const message = await compose("invitation", to, now);
  const token = new URL(message!.action!.url).searchParams.get("token")!;
  await deleteAccount(admin, PASSWORD, { ip: null, device: null, signUp: null }, now);
  await expect(previewInvitation(token, now)).rejects.toMatchObject({ code: "code_expired" });
  expect((await listInvitations(owner, workspaceId, { limit: 10 }, now)).items).toEqual([]);
});
