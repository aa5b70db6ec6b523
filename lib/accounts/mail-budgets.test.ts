import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as users from "#db/queries/users.ts";
import { mails } from "#db/schema/accounts.ts";
import { person } from "#e2e/unit/people.ts";
import { requestEmailChange } from "#lib/accounts/change-email.ts";
import { hashPassword } from "#lib/accounts/passwords.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { invite } from "#lib/invitations/invitations.ts";

const now = new Date();
const PASSWORD = "a long sentence of nobody";
const VISITOR = { ip: null, device: null, signUp: null };

async function withPassword(name: string): Promise<UserActor> {
  const actor = await person(name);
  const passwordHash = await hashPassword(PASSWORD);
  await atomically((tx) => [step(users.setPassword(tx, actor.userId, passwordHash))]);
  return actor;
}

const changeEmail = (actor: UserActor, email: string) =>
  requestEmailChange(actor, { new_email: email, password: PASSWORD }, VISITOR, now);

test("an address gets 3 emails a day from people, whatever they are about", async () => {
  const email = "somebody@example.test";
  for (const name of ["ada", "bob", "carl"]) {
    const by = await person(name);
    await invite(by, by.workspaceId, { email, role: "viewer" }, now, null);
  }
  await changeEmail(await withPassword("dora"), email);
  expect(await db().$count(mails, eq(mails.email, email))).toBe(3);
});

test("a change of an email answers alike when the workspace's emails are used up", async () => {
  const erin = await withPassword("erin");
  for (let n = 0; n < 20; n++)
    await invite(erin, erin.workspaceId, { email: `guest-${n}@example.test`, role: "viewer" }, now, null);
  const email = "erin-new@example.test";
  expect(await changeEmail(erin, email)).toEqual({ new_email: email, status: "confirmation_sent" });
  expect(await db().$count(mails, eq(mails.email, email))).toBe(0);
});
