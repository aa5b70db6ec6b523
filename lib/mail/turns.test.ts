import { beforeAll, expect, test } from "vitest";
import { atomically, must, step } from "#db/atomically.ts";
import * as mails from "#db/queries/mails.ts";
import * as users from "#db/queries/users.ts";
import { newId } from "#lib/ids.ts";
import { queueMail } from "#lib/mail/queue-mail.ts";
import { onQueued } from "#lib/mail/queued.ts";

const now = new Date();
const userId = newId("usr", now.getTime());

beforeAll(async () => {
  const user = { id: userId, email: "ada@example.test", passwordHash: "-", operator: false, createdAt: now };
  await atomically((tx) => [step(users.insert(tx, user))]);
});

test("an email is sent before all but the first of each network that has caused many", async () => {
  for (let i = 0; i < 40; i += 1)
    for (const network of ["a", "b", "c"])
      await atomically((tx) => [queueMail(tx, "verify_email", userId, now, network)]);
  const later = new Date(now.getTime() + 1000);
  await atomically((tx) => [queueMail(tx, "reset_password", userId, later, "d")]);
  await atomically((tx) => [queueMail(tx, "password_changed", userId, later)]);
  const kinds = (await mails.due(later, 5)).map(({ kind }) => kind);
  expect(kinds.slice(0, 3)).toEqual(["verify_email", "verify_email", "verify_email"]);
  expect(kinds.slice(3).sort()).toEqual(["password_changed", "reset_password"]);
});

test("the mailer is told of an email once it is committed, and only then", async () => {
  let told = 0;
  onQueued(() => {
    told += 1;
  });
  await atomically((tx) => [queueMail(tx, "password_changed", userId, now)]);
  expect(told).toBe(1);
  const impossible = (tx: Parameters<typeof queueMail>[0]) => must("no such mail", mails.remove(tx, "-"));
  await atomically((tx) => [queueMail(tx, "password_changed", userId, now), impossible(tx)]);
  expect(told).toBe(1);
});
