import { expect, inject, test } from "vitest";
import { type Answer, newDeveloper } from "#e2e/api/client.ts";
import { account, newPerson, type Person } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { clearThrottles, query } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";
import { trials } from "#e2e/trials.ts";

const server = connectTo(inject("server"));

/** Every part of an answer that could reveal which address it is about. */
function visible({ status, headers, body }: Answer, { email }: Person) {
  const { "request-id": requestId, date: _, ...rest } = Object.fromEntries(headers);
  const text = JSON.stringify(body).replaceAll(email, "the address").replaceAll(requestId!, "the request");
  const cookies = headers
    .getSetCookie()
    .map((cookie) => cookie.replace(/=lk_signup_\w{43};/, "=a new token;"));
  return { status, headers: { ...rest, "set-cookie": cookies }, text };
}

const OPERATIONS = [
  ["signup", ({ email }: Person) => ({ email, password: "one of the two of them" })],
  ["verification", ({ email }: Person) => ({ email })],
  ["password/forgot", ({ email }: Person) => ({ email })],
  ["login", ({ email }: Person) => ({ email, password: "certainly not that one" })],
] as const;

test.each(OPERATIONS)(
  "%s gives the same answer whether or not the address has an account or a sign-up",
  async (path, body) => {
    const [known, pending, unknown] = [await newDeveloper(server), newPerson(), newPerson()];
    await account(server, "signup", pending);
    await clearThrottles(server);
    const answers = [];
    for (const person of [known, pending, unknown]) {
      // The second request meets what the first one has used up, for all addresses.
      const first = await account(server, path, body(person));
      const second = await account(server, path, body(person));
      answers.push([visible(first, person), visible(second, person)]);
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    for (const { status } of answers[0]!) expect(status).toBe(path === "login" ? 401 : 202);
  },
);

test.each(OPERATIONS.filter(([path]) => path !== "login"))(
  "%s uses up the same budgets whether or not the address has an account",
  async (path, body) => {
    const [known, unknown] = [await newDeveloper(server), newPerson()];
    const used = [];
    for (const person of [known, unknown]) {
      await clearThrottles(server);
      for (let i = 0; i < 2; i += 1) await account(server, path, body(person));
      used.push(await usedBudgets());
    }
    expect(used[0]!.length).toBeGreaterThan(0);
    expect(used[1]).toEqual(used[0]);
  },
);

/** How much is used of each budget for an hour. "You already have an account" has a budget for a day in addition. */
async function usedBudgets(): Promise<number[]> {
  const twoHours = Date.now() + 7_200_000;
  const before = server.dialect === "sqlite" ? twoHours : new Date(twoHours);
  const rows = await query(server, "select used from budgets where resets_at < $1", [before]);
  return rows.map((row) => Number(row.used)).sort();
}

// Hashing a password takes a hundred times longer than all the rest, so a ratio of 2 is a wide margin.
test.each(OPERATIONS.filter(([path]) => path === "login" || path === "signup"))(
  "%s takes the same time whether or not the address has an account",
  async (path, body) => {
    const known = await newDeveloper(server);
    const times: Record<"known" | "unknown", number[]> = { known: [], unknown: [] };
    for (let i = 0; i < trials(11); i += 1) {
      for (const [kind, person] of [
        ["known", known],
        ["unknown", newPerson()],
      ] as const) {
        await clearThrottles(server);
        const start = performance.now();
        await account(server, path, body(person));
        times[kind].push(performance.now() - start);
      }
    }
    // The fastest of several: what else runs on the machine can only slow a request down.
    const ratio = Math.min(...times.unknown) / Math.min(...times.known);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  },
);

test("a wrong password gets the same answer for verified, unverified and unknown addresses", async () => {
  const [verified, unverified, unknown] = [await newDeveloper(server), newPerson(), newPerson()];
  await account(server, "signup", unverified);
  const answers = [];
  for (const person of [verified, unverified, unknown]) {
    const answer = await account(server, "login", {
      email: person.email,
      password: "certainly not that one",
    });
    expectProblem(answer, 401, "invalid_credentials");
    answers.push(visible(answer, person));
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});
