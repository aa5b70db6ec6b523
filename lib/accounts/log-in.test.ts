import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as sessions from "#db/queries/sessions.ts";
import * as users from "#db/queries/users.ts";
import { sessions as table } from "#db/schema/accounts.ts";
import { logIn, logInBrowser, refresh } from "#lib/accounts/log-in.ts";
import { createUser } from "#lib/accounts/new-user.ts";
import { hashPasswordsWith } from "#lib/accounts/passwords.ts";
import { newId } from "#lib/ids.ts";
import { ensurePlans } from "#lib/plans/plans.ts";

const now = new Date();
const client = { ip: "192.0.2.1", userAgent: null, device: null };

test.each([
  ["the API", logIn],
  ["a browser", logInBrowser],
])(
  "a log-in of %s whose password is changed while it is checked starts no session",
  async (name, attempt) => {
    await ensurePlans();
    const id = newId("usr", now.getTime());
    const email = `${name.replace(" ", "-").toLowerCase()}@example.test`;
    const user = { id, email, name: null, passwordHash: "old hash", operator: false };
    await atomically((tx) => createUser(tx, user, now));
    const reset = () =>
      atomically((tx) => [step(users.setPassword(tx, id, "new hash")), step(sessions.endAll(tx, id, now))]);
    // The old password matches, but the answer comes after the reset.
    hashPasswordsWith(async () => {
      await reset();
      return true;
    }, 1);
    const login = { email, password: "the old password" };
    await expect(attempt(login, client, now)).rejects.toMatchObject({ code: "invalid_credentials" });
    const live = (await db().select().from(table)).filter((row) => row.userId === id && !row.revokedAt);
    expect(live).toEqual([]);
  },
);

test("of 10 refreshes that all have read the token as unused, one works and the others lost a race", async () => {
  await ensurePlans();
  const id = newId("usr", now.getTime());
  const email = "refreshing@example.test";
  await atomically((tx) =>
    createUser(tx, { id, email, name: null, passwordHash: "a hash", operator: false }, now),
  );
  hashPasswordsWith(async () => true, 1);
  const { refresh_token: token } = await logIn({ email, password: "the password" }, client, now);
  const all = await Promise.allSettled(Array.from({ length: 10 }, () => refresh(token, now)));
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const one of all)
    if (one.status === "rejected")
      expect(one.reason).toMatchObject({ code: "conflict", extras: { reason: "already_refreshed" } });
});
