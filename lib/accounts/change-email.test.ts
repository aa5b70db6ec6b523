import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as emailChanges from "#db/queries/email-changes.ts";
import { users } from "#db/schema/accounts.ts";
import { person } from "#e2e/unit/people.ts";
import { confirmEmail } from "#lib/accounts/change-email.ts";
import { setPassword } from "#lib/accounts/set-password.ts";
import { newId } from "#lib/ids.ts";
import { mintCode } from "#lib/mailed-codes/mailed-codes.ts";

const now = new Date();
const visitor = { ip: null, device: null, signUp: null };
const suspend = (id: string, suspendedAt: Date | null) =>
  db().update(users).set({ suspendedAt }).where(eq(users.id, id));

test("a suspended user can't confirm a new email, and the link works once they are resumed", async () => {
  const { userId } = await person("mover");
  const id = newId("emc", now.getTime());
  const newEmail = "moved@example.test";
  const expiresAt = new Date(now.getTime() + 3_600_000);
  await atomically((tx) => [
    step(emailChanges.insert(tx, { id, userId, newEmail, createdAt: now, expiresAt })),
  ]);
  const token = await mintCode({ aboutId: id }, "confirm_email", now, expiresAt);
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
