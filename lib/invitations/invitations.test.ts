import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as members from "#db/queries/members.ts";
import { mails, signUps, users } from "#db/schema/accounts.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { invitations, workspaces } from "#db/schema/workspaces.ts";
import { person } from "#e2e/unit/people.ts";
import { requestEmailChange } from "#lib/accounts/change-email.ts";
import { hashPassword } from "#lib/accounts/passwords.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { bySystem } from "#lib/audit/commit-audited.ts";
import { acceptInvitation, previewInvitation, signUpInvited } from "#lib/invitations/accept.ts";
import { invite, listInvitations, withdrawInvitation } from "#lib/invitations/invitations.ts";
import { compose } from "#lib/mail/messages.ts";
import { changeRole, listMembers, removeMember } from "#lib/members/members.ts";
import { changeSettings } from "#lib/settings/settings.ts";

const now = new Date();
const PASSWORD = "a long sentence of nobody";
const owner = await person("owner");
const { workspaceId } = owner;
let count = 0;
const newEmail = () => `invited-${++count}@example.test`;
const refusedAs = (reason: string) => ({ extras: { reason } });

const send = (email: string, role: "owner" | "admin" | "developer" = "developer", by: UserActor = owner) =>
  invite(by, workspaceId, { email, role }, now, null);

/** The token that the email has. */
async function tokenOf(id: string): Promise<string> {
  const to = { userId: null, signUpId: null, signUpEndsAt: null, aboutId: id, details: null };
  const message = await compose("invitation", to, now);
  return new URL(message!.action!.url).searchParams.get("token")!;
}

const roleOf = async ({ userId }: { userId: string }) =>
  (await listMembers(owner, workspaceId, { limit: 100 })).items.find(({ user_id }) => user_id === userId)
    ?.role;
const mailsAbout = async (id: string) =>
  (await db().select().from(mails)).filter((mail) => mail.aboutId === id);
const signUp = (invitation_token: string, email?: string) =>
  signUpInvited({ password: PASSWORD, name: "Grace", invitation_token, ...(email ? { email } : {}) }, now);

test("the invited person joins with the role of the invitation, once", async () => {
  const grace = await person("grace");
  const { id } = await send(grace.email, "admin");
  const token = await tokenOf(id);
  expect(await previewInvitation(token, now)).toEqual({
    workspace_name: owner.workspaceName,
    invited_by: { email: owner.email, name: owner.name },
    role: "admin",
    email: grace.email,
    has_account: true,
  });
  expect(await acceptInvitation(grace, token, now, null)).toMatchObject({ id: workspaceId, role: "admin" });
  expect(await roleOf(grace)).toBe("admin");
  await expect(acceptInvitation(grace, token, now, null)).rejects.toMatchObject({ code: "code_used" });
  await expect(previewInvitation(token, now)).rejects.toMatchObject({ code: "code_used" });
  await expect(send(grace.email)).rejects.toMatchObject(refusedAs("already_member"));
});

test("of 50 concurrent uses of a link one succeeds", async () => {
  const alan = await person("alan");
  const token = await tokenOf((await send(alan.email)).id);
  const attempts = await Promise.allSettled(
    Array.from({ length: 50 }, () => acceptInvitation(alan, token, now, null)),
  );
  expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const attempt of attempts)
    if (attempt.status === "rejected") expect(attempt.reason).toMatchObject({ code: "code_used" });
});

test("an invitation is for its address only", async () => {
  const mallory = await person("mallory");
  const token = await tokenOf((await send(newEmail())).id);
  await expect(acceptInvitation(mallory, token, now, null)).rejects.toMatchObject(
    refusedAs("wrong_recipient"),
  );
  expect(await roleOf(mallory)).toBeUndefined();
});

test("a withdrawn or expired invitation doesn't work, and its email isn't sent", async () => {
  const linus = await person("linus");
  const { id } = await send(linus.email);
  const token = await tokenOf(id);
  await withdrawInvitation(owner, workspaceId, id, now);
  await expect(acceptInvitation(linus, token, now, null)).rejects.toMatchObject({ code: "code_expired" });
  await expect(withdrawInvitation(owner, workspaceId, id, now)).rejects.toMatchObject({ code: "not_found" });
  await expect(tokenOf(id)).rejects.toThrow();
  const later = new Date(now.getTime() + 8 * 86_400_000);
  const second = await tokenOf((await send(linus.email)).id);
  await expect(previewInvitation(second, later)).rejects.toMatchObject({ code: "code_expired" });
});

test("a member who already joined keeps their role and uses the link up", async () => {
  const edsger = await person("edsger");
  const { id } = await send(edsger.email, "developer");
  const token = await tokenOf(id);
  const row = { workspaceId, userId: edsger.userId, role: "viewer", createdAt: now };
  await atomically((tx) => [step(members.insert(tx, row))]);
  expect(await acceptInvitation(edsger, token, now, null)).toMatchObject({ role: "viewer" });
  await expect(previewInvitation(token, now)).rejects.toMatchObject({ code: "code_used" });
});

test("nobody invites to a role above their own", async () => {
  const admin = await person("admin");
  const developer = await person("developer");
  for (const [{ userId }, role] of [
    [admin, "admin"],
    [developer, "developer"],
  ] as const)
    await atomically((tx) => [step(members.insert(tx, { workspaceId, userId, role, createdAt: now }))]);
  const [asAdmin, asDeveloper] = [
    { ...admin, workspaceId },
    { ...developer, workspaceId },
  ];
  await expect(send(newEmail(), "owner", asAdmin)).rejects.toMatchObject(refusedAs("insufficient_role"));
  await expect(send(newEmail(), "developer", asDeveloper)).rejects.toMatchObject(
    refusedAs("insufficient_role"),
  );
  const { id } = await send(newEmail(), "admin", asAdmin);
  const token = await tokenOf(id);
  // Otherwise a demoted admin could come back with an invitation to another address of theirs.
  await changeRole(owner, workspaceId, admin.userId, "developer", now);
  await expect(previewInvitation(token, now)).rejects.toMatchObject({ code: "code_expired" });
  await changeRole(owner, workspaceId, admin.userId, "admin", now);
  const again = await tokenOf((await send(newEmail(), "developer", asAdmin)).id);
  await removeMember(owner, workspaceId, admin.userId, { revoke_keys: false }, now);
  await expect(signUp(again)).rejects.toMatchObject({ code: "code_expired" });
});

test("signing up with an invitation creates a verified member without a personal workspace", async () => {
  const email = newEmail();
  const waiting = {
    id: "sup_1",
    email,
    passwordHash: "-",
    createdAt: now,
    expiresAt: new Date(now.getTime() + 1e6),
  };
  await db().insert(signUps).values(waiting);
  const before = (await db().select().from(workspaces)).length;
  const token = await tokenOf((await send(email)).id);
  expect(await signUp(token)).toEqual({ email, email_verified: true, workspace_id: workspaceId });
  const user = (await db().select().from(users)).find((row) => row.email === email)!;
  expect(user).toMatchObject({ name: "Grace", operator: false });
  expect(user.emailVerifiedAt).not.toBeNull();
  expect(await roleOf({ userId: user.id })).toBe("developer");
  expect(await db().select().from(workspaces)).toHaveLength(before);
  expect((await db().select().from(signUps)).filter((row) => row.email === email)).toEqual([]);
  await expect(signUp(token)).rejects.toMatchObject({ code: "code_used" });
  const actions = (await db().select().from(auditEvents))
    .filter(({ actorId }) => actorId === user.id)
    .map(({ action }) => action);
  expect(actions.sort()).toEqual(["invitation.accepted", "member.joined", "user.signed_up"]);
});

test("of 20 concurrent sign-ups with an invitation one succeeds", async () => {
  const email = newEmail();
  const token = await tokenOf((await send(email)).id);
  const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => signUp(token)));
  expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await db().select().from(users)).filter((row) => row.email === email)).toHaveLength(1);
});

test("signing up with an invitation to an address with an account says to log in", async () => {
  const ken = await person("ken");
  const token = await tokenOf((await send(ken.email)).id);
  await expect(signUp(token)).rejects.toMatchObject(refusedAs("account_exists"));
  expect(await previewInvitation(token, now)).toMatchObject({ has_account: true });
});

test("an address has one pending invitation, and a workspace 50, under any concurrency", async () => {
  const boss = await person("boss");
  const into = (email: string) => invite(boss, boss.workspaceId, { email, role: "viewer" }, now, null);
  const same = await Promise.allSettled(Array.from({ length: 10 }, () => into("same@example.test")));
  expect(same.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await expect(into("same@example.test")).rejects.toMatchObject(refusedAs("already_invited"));
  const many = await Promise.allSettled(Array.from({ length: 60 }, (_, i) => into(`many-${i}@example.test`)));
  expect(many.filter(({ status }) => status === "fulfilled")).toHaveLength(49);
  await expect(into(newEmail())).rejects.toMatchObject(refusedAs("invitation_limit"));
  const { items } = await listInvitations(boss, boss.workspaceId, { limit: 100 }, now);
  expect(items).toHaveLength(50);
  // 20 an hour per workspace: the others are stored without an email.
  const sent = await Promise.all(items.map(({ id }) => mailsAbout(id)));
  expect(sent.flat()).toHaveLength(20);
});

test("an address gets 3 emails a day, from all workspaces together", async () => {
  const [email, sent] = [newEmail(), [] as number[]];
  for (let i = 0; i < 5; i++) {
    const boss = await person(`boss-${i}`);
    const { id } = await invite(boss, boss.workspaceId, { email, role: "viewer" }, now, null);
    sent.push((await mailsAbout(id)).length);
  }
  expect(sent).toEqual([1, 1, 1, 0, 0]);
});

test("invitations and email changes use the same budgets, and spent ones don't show", async () => {
  const boss = await person("budgets-boss");
  const passwordHash = await hashPassword(PASSWORD);
  await db().update(users).set({ passwordHash }).where(eq(users.id, boss.userId));
  for (let i = 0; i < 19; i++) {
    const invitation = { email: newEmail(), role: "viewer" as const };
    await invite(boss, boss.workspaceId, invitation, now, null);
  }
  const change = (email: string) =>
    requestEmailChange(boss, { new_email: email, password: PASSWORD }, { ip: null, device: null }, now);
  const [first, second] = [newEmail(), newEmail()];
  expect(await change(first)).toEqual({ new_email: first, status: "confirmation_sent" });
  expect(await change(second)).toEqual({ new_email: second, status: "confirmation_sent" });
  const queued = (await db().select().from(mails)).filter(({ kind }) => kind === "confirm_email");
  expect(queued.map(({ email }) => email)).toEqual([first]);
  const { id } = await invite(boss, boss.workspaceId, { email: newEmail(), role: "viewer" }, now, null);
  expect(await mailsAbout(id)).toEqual([]);
});

test("nobody can join a suspended workspace, and the invitation stays", async () => {
  const boss = await person("suspended-boss");
  const barbara = await person("barbara");
  const { id } = await invite(boss, boss.workspaceId, { email: barbara.email, role: "viewer" }, now, null);
  const token = await tokenOf(id);
  await db().update(workspaces).set({ suspendedAt: now });
  await expect(acceptInvitation(barbara, token, now, null)).rejects.toMatchObject(
    refusedAs("workspace_suspended"),
  );
  await expect(send(newEmail())).rejects.toMatchObject(refusedAs("workspace_suspended"));
  await db().update(workspaces).set({ suspendedAt: null });
  expect(await acceptInvitation(barbara, token, now, null)).toMatchObject({ role: "viewer" });
});

test("no token is stored", async () => {
  const { id } = await send(newEmail());
  const token = await tokenOf(id);
  const stored = JSON.stringify([
    await db().select().from(mails),
    await db().select().from(invitations),
    await db().select().from(auditEvents),
  ]);
  expect(stored).not.toContain(token);
  expect(stored).not.toContain("lk_code_");
});

test("if accounts need approval, the answer to a sign-up says so", async () => {
  await changeSettings(bySystem, { signup: "approval" }, now);
  const { id } = await send(newEmail());
  const answer = await signUp(await tokenOf(id));
  await changeSettings(bySystem, { signup: "open" }, now);
  expect(answer).toMatchObject({ workspace_id: workspaceId, awaiting_approval: true });
});
