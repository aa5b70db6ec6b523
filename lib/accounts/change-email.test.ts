import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as emailChanges from "#db/queries/email-changes.ts";
import * as ownAccount from "#db/queries/own-account.ts";
import { users } from "#db/schema/accounts.ts";
import { person } from "#e2e/unit/people.ts";
import { confirmEmail, requestEmailChange } from "#lib/accounts/change-email.ts";
import { setPassword } from "#lib/accounts/set-password.ts";
import { bySystem } from "#lib/audit/commit-audited.ts";
import { newId } from "#lib/ids.ts";
import { mintCode } from "#lib/mailed-codes/mailed-codes.ts";
import { changeSettings } from "#lib/settings/settings.ts";

const now = new Date();
const visitor = { ip: null, device: null, signUp: null };
const suspend = (id: string, suspendedAt: Date | null) =>
  db().update(users).set({ suspendedAt }).where(eq(users.id, id));

/** An email change, and the token of its link. */
async function linkFor(userId: string, newEmail: string): Promise<string> {
  const id = newId("emc", now.getTime());
  const expiresAt = new Date(now.getTime() + 3_600_000);
  await atomically((tx) => [
    ...ownAccount.endEmailChange(tx, userId),
    step(emailChanges.insert(tx, { id, userId, newEmail, createdAt: now, expiresAt })),
  ]);
  return mintCode({ aboutId: id }, "confirm_email", now, expiresAt);
}

const NOT_ALLOWED = { code: "forbidden", extras: { reason: "domain_not_allowed" } };

test("a new email needs a domain that can sign up, when it is requested and when it is confirmed", async () => {
  const { userId, ...other } = await person("employee");
  const actor = { ...other, userId };
  const token = await linkFor(userId, "private@example.org");
  await changeSettings(bySystem, { signup_domains: ["example.test"] }, now);
  const wanted = { new_email: "private@example.org", password: "-" };
  await expect(requestEmailChange(actor, wanted, visitor, now)).rejects.toMatchObject(NOT_ALLOWED);
  await expect(confirmEmail(token, visitor, now)).rejects.toMatchObject(NOT_ALLOWED);
  expect(await confirmEmail(await linkFor(userId, "married@example.test"), visitor, now)).toMatchObject({
    email: "married@example.test",
  });
  await db().update(users).set({ operator: true }).where(eq(users.id, userId));
  const again = await linkFor(userId, "private@example.org");
  expect(await confirmEmail(again, visitor, now)).toMatchObject({ email: "private@example.org" });
});

test("a suspended user can't confirm a new email, and the link works once they are resumed", async () => {
  const { userId } = await person("mover");
  const newEmail = "moved@example.test";
  const token = await linkFor(userId, newEmail);
  await suspend(userId, now);
  await expect(confirmEmail(token, visitor, now)).rejects.toMatchObject({ code: "code_expired" });
  await suspend(userId, null);
  expect(await confirmEmail(token, visitor, now)).toMatchObject({ email: newEmail });
});

test("a password that is set with a link ends an email change that waits for its confirmation", async () => {
  const { userId } = await person("recovered");
  const id = newId("emc", now.getTime());
  const expiresAt = new Date(now.getTime() + 3_600_000);
  const row = { id, userId, newEmail: "thief@example.test", createdAt: now, expiresAt };
  await atomically((tx) => [step(emailChanges.insert(tx, row))]);
  const token = await mintCode({ aboutId: id }, "confirm_email", now, expiresAt);
  const link = await mintCode({ userId }, "set_password", now, expiresAt);
  await setPassword({ token: link, password: "a long sentence of nobody" }, visitor, now);
  await expect(confirmEmail(token, visitor, now)).rejects.toMatchObject({ code: "code_expired" });
});
