import { expect, test } from "vitest";
import { atomically } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as mails from "#db/queries/mails.ts";
import * as signUps from "#db/queries/sign-ups.ts";
import * as users from "#db/queries/users.ts";
import { budgets as budgetsTable, mails as mailsTable } from "#db/schema/accounts.ts";
import { signUp } from "#lib/accounts/sign-up.ts";
import { readVerificationLink, verifyEmail } from "#lib/accounts/verify-email.ts";
import { clockMs } from "#lib/clock.ts";
import { deliverDue } from "#lib/mail/mailer.ts";
import { compose } from "#lib/mail/messages.ts";
import { readOutbox } from "#lib/mail/outbox.ts";
import { ensurePlans } from "#lib/plans/plans.ts";
import { cleanUp } from "#lib/server/cleanup.ts";

const HOUR_MS = 3_600_000;
const PASSWORD = "a whale sang twice at noon";
const visitor = { ip: null, device: null };
const now = new Date();
const later = (hours: number) => new Date(now.getTime() + hours * HOUR_MS);

/** Signs up, and composes the mail at that time. */
async function signedUp(email: string, mailedAt = now) {
  await ensurePlans();
  await signUp({ email, password: PASSWORD }, visitor, now);
  const row = (await signUps.newest(email, now))!;
  const to = { userId: null, signUpId: row.id, signUpEndsAt: row.expiresAt, aboutId: null, details: null };
  const { paragraphs, action } = (await compose("verify_email", to, mailedAt))!;
  return { row, text: paragraphs.join(" "), token: new URL(action!.url).searchParams.get("token")! };
}

test("a sign-up can be activated for 24 hours", async () => {
  const [early, late] = [await signedUp("early@example.test"), await signedUp("late@example.test")];
  await verifyEmail({ token: early.token }, visitor, later(23.99));
  expect(await users.byEmail("early@example.test")).toMatchObject({ emailVerifiedAt: later(23.99) });
  await expect(verifyEmail({ token: late.token }, visitor, later(24))).rejects.toMatchObject({
    code: "code_expired",
  });
  expect(await users.byEmail("late@example.test")).toBeNull();
});

test.each([
  [0, "24 hours"],
  [10, "14 hours"],
  [23, "1 hour"],
  [23.9, "less than an hour"],
])("a mail that is sent %d hours after the sign-up says that its link expires in %s", async (hours, rest) => {
  const { text } = await signedUp(`mailed-after-${hours}@example.test`, later(hours));
  expect(text).toContain(`expires in ${rest}.`);
});

test("a link's page confirms with a click only in the browser that signed up for it", async () => {
  const [own, other] = [await signedUp("own@example.test"), await signedUp("other@example.test")];
  const page = (cookieHash: string | null) => readVerificationLink(own.token, cookieHash, now);
  const { email, cookieHash } = own.row;
  expect(cookieHash).toBeTruthy();
  expect(await page(cookieHash)).toEqual({ state: "own", email });
  for (const hash of [null, "", other.row.cookieHash, email])
    expect(await page(hash)).toEqual({ state: "other", email });
  await verifyEmail({ token: own.token }, visitor, now);
  expect(await page(cookieHash)).toEqual({ state: "code_used" });
});

test("expired sign-ups make room for others, and are deleted", async () => {
  const email = "full@example.test";
  for (let i = 0; i < 5; i += 1) await signUp({ email, password: PASSWORD }, visitor, now);
  const last = await signUps.newest(email, now);
  await signUp({ email, password: PASSWORD }, visitor, later(23.99));
  expect(await signUps.newest(email, later(23.99))).toEqual(last);
  await signUp({ email, password: PASSWORD }, visitor, later(24));
  expect(await signUps.newest(email, later(24))).toMatchObject({ createdAt: later(24) });
  await cleanUp(later(24).getTime());
  expect(await signUps.newest(email, now)).toMatchObject({ createdAt: later(24) });
  expect(await signUps.live(last!.id, now)).toBeNull();
});

test("the mail of a sign-up that has ended is dropped", async () => {
  const email = "ended@example.test";
  await signUp({ email, password: PASSWORD }, visitor, now);
  // Only the sign-up, as if the mail had been queued while it was being ended.
  await atomically((tx) => [signUps.endAll(tx, email).at(-1)!]);
  await deliverDue();
  expect(await mails.due(new Date(clockMs()), 100)).toEqual([]);
  expect((await readOutbox("localhost"))!.filter(({ to }) => to === email)).toEqual([]);
});

test("a sign-up without room mails the link of the newest one, so its owner isn't kept out", async () => {
  const email = "crowded@example.test";
  // Stored by strangers whose networks have used up their emails.
  for (let i = 0; i < 5; i += 1) {
    await signUp({ email, password: PASSWORD }, visitor, now);
    await db().delete(mailsTable);
  }
  await db().delete(budgetsTable);
  await signUp({ email, password: "the owner's own password" }, visitor, now);
  const [queued] = await mails.due(new Date(clockMs()), 100);
  expect(queued).toMatchObject({ email, signUpId: (await signUps.newest(email, now))!.id });
});
