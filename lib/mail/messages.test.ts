import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as emailChanges from "#db/queries/email-changes.ts";
import { users } from "#db/schema/accounts.ts";
import { person } from "#e2e/unit/people.ts";
import { bySystem } from "#lib/audit/commit-audited.ts";
import { newId } from "#lib/ids.ts";
import { invite } from "#lib/invitations/invitations.ts";
import { compose, type MailKind } from "#lib/mail/messages.ts";
import { changeSettings } from "#lib/settings/settings.ts";

const now = new Date();
const ada = await person("ada");
const nameless = await person("grace");
await db().update(users).set({ name: null }).where(eq(users.id, nameless.userId));

async function textOf(kind: MailKind, about: { aboutId?: string; userId?: string }): Promise<string> {
  const nobody = { userId: null, signUpId: null, signUpEndsAt: now, aboutId: null, details: null };
  const { subject, paragraphs } = (await compose(kind, { ...nobody, ...about }, now))!;
  return [subject, ...paragraphs].join("\n");
}

async function newEmail(): Promise<string> {
  const id = newId("emc", now.getTime());
  const expiresAt = new Date(now.getTime() + 3_600_000);
  const change = { id, userId: ada.userId, newEmail: "new@example.test", createdAt: now, expiresAt };
  await atomically((tx) => [step(emailChanges.insert(tx, change))]);
  return id;
}

const invitation = async (by: typeof ada, email: string) =>
  (await invite(by, by.workspaceId, { email, role: "developer" }, now, null)).id;

test("emails use the name that the operator has set", async () => {
  await changeSettings(bySystem, { branding: { name: "Example Keys" } }, now);
  const texts = await Promise.all([
    textOf("invitation", { aboutId: await invitation(ada, "first@example.test") }),
    textOf("confirm_email", { aboutId: await newEmail() }),
    textOf("account_deleted", {}),
    textOf("account_approved", { userId: ada.userId }),
  ]);
  for (const text of texts) expect(text).toContain("Example Keys");
  expect(texts.join()).not.toContain("Latchkey");
});

test("an invitation names the person who invites, or their email if they have no name", async () => {
  const from = async (by: typeof ada, email: string) =>
    (await textOf("invitation", { aboutId: await invitation(by, email) })).split("\n")[1];
  expect(await from(ada, "second@example.test")).toMatch(/^ada \(ada@example\.test\) invites you to /);
  expect(await from(nameless, "third@example.test")).toMatch(/^grace@example\.test invites you to /);
});
