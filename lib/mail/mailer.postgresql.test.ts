import { afterEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import * as mails from "#db/queries/mails.ts";
import { mails as table } from "#db/schema/accounts.ts";
import { env } from "#env.ts";
import { clockMs } from "#lib/clock.ts";
import { deliverDue } from "#lib/mail/mailer.ts";

const before = { ...env };
afterEach(() => Object.assign(env, before));

test("a leader that stops claims no more emails, so the next one sends them at once", async () => {
  Object.assign(env, { cluster: true });
  const now = new Date(clockMs());
  const mail = (i: number) => ({
    id: `mail_${i}`,
    kind: "account_exists",
    email: `person-${i}@example.test`,
  });
  const rows = Array.from({ length: 8 }, (_, i) => ({ ...mail(i), createdAt: now, attempts: 0, dueAt: now }));
  await db().insert(table).values(rows);
  await deliverDue(() => true);
  expect(await mails.due(new Date(clockMs()), 20)).toHaveLength(8);
});
