import { setImmediate as nextTurn } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import type { GateKey } from "#db/queries/gate-key.ts";
import { forGate } from "#db/queries/key-secrets.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { plans, workspaces } from "#db/schema/workspaces.ts";
import { DECIDING_ENGINES, type Engine, stopEngines } from "#e2e/unit/engine.ts";
import { keyOf, type UsedKey } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { keyPolicies } from "#lib/actors/policies.ts";
import { sha256 } from "#lib/opaque-token.ts";

let people = 0;
let ada: UserActor;
let key: UsedKey;

beforeEach(async () => {
  people += 1;
  ada = await person(`ada-${people}`);
  key = await keyOf(ada);
  // Other limits don't matter here.
  await ofWorkspace({ ownRequestsPerMinute: 100_000 });
  for (const id of ["trial", "starter"]) await ofPlan(id, { monthlyQuota: null });
});
afterAll(stopEngines);

const ofKey = (limitRequests: number | null, limitWindowSeconds: number | null) =>
  db().update(apiKeys).set({ limitRequests, limitWindowSeconds }).where(eq(apiKeys.id, key.id));
const ofWorkspace = (changes: Partial<typeof workspaces.$inferInsert>) =>
  db().update(workspaces).set(changes).where(eq(workspaces.id, ada.workspaceId));
const ofPlan = (id: string, changes: Partial<typeof plans.$inferInsert>) =>
  db().update(plans).set(changes).where(eq(plans.id, id));

const recordNow = async () => (await forGate(sha256(key.secret)))!;
const policiesOf = (record: GateKey) => keyPolicies({ ...record, keyId: key.id });
const policiesNow = async () => policiesOf(await recordNow());

type Change = () => Promise<unknown>;

/** How many requests may be accepted before a limit of 300 is set, and as many more as there are clients. */
const MOST_BEFORE = 250;

const rowOf = (at: number, cost: number) =>
  rowAt(at, { workspaceId: ada.workspaceId, keyId: key.id, cost, status: cost ? 200 : 429 });

/** Sends requests with the key as it is now, one after the other. Returns how many were accepted. */
async function send({ limiter, log }: Engine, count: number): Promise<number> {
  const policies = await policiesNow();
  let accepted = 0;
  for (let i = 0; i < count; i += 1) {
    const { at, cost, epoch } = await limiter.take(policies, 1);
    expect(await log.append(rowOf(at, cost), [], epoch)).toBe("appended");
    accepted += cost;
  }
  return accepted;
}

/**
 * Sends requests from several clients, with a record of the key that is only read again if it is out of date, until each
 * client is refused. A limit is set after `moment` accepted requests. Returns how many there were.
 */
async function sendAll({ limiter, log }: Engine, clients: number, moment: number, set: Change) {
  let record = await recordNow();
  let count = 0;
  let setting: Promise<unknown> | undefined;
  const client = async () => {
    for (;;) {
      // On a busy machine, the limit could be used up before it is set.
      if (count >= MOST_BEFORE) await setting;
      // SQLite's log doesn't check the version. There, the gate looks whether a key has changed when it reads a request, and
      // decides in the same turn of the event loop.
      if (record.workspaceVersion === null) {
        await nextTurn();
        record = await recordNow();
      }
      const { workspaceId, workspaceVersion } = record;
      const decision = await limiter.take(policiesOf(record), 1);
      const relyingOn = workspaceVersion === null ? [] : [{ workspaceId, version: workspaceVersion }];
      const appended = await log.append(rowOf(decision.at, decision.cost), relyingOn, decision.epoch);
      if (appended === "stale") {
        await limiter.refund(decision);
        record = await recordNow();
      } else if (decision.refusal) return;
      else if (++count === moment) setting = set();
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return count;
}

const LIMITS: [what: string, set: Change, remove: Change, setAgain: Change][] = [
  ["a key's limit", () => ofKey(20, 60), () => ofKey(null, null), () => ofKey(70, 60)],
  ["a key's limit with a longer window", () => ofKey(20, 60), () => ofKey(null, null), () => ofKey(70, 3600)],
  ["a key's limit with a shorter window", () => ofKey(20, 90), () => ofKey(null, null), () => ofKey(70, 60)],
  [
    "a workspace's limit",
    () => ofWorkspace({ ownRequestsPerMinute: 20 }),
    () => ofWorkspace({ ownRequestsPerMinute: null, planId: "pro" }),
    () => ofWorkspace({ ownRequestsPerMinute: 70 }),
  ],
  [
    "a workspace's quota",
    () => ofWorkspace({ ownMonthlyQuota: 20 }),
    () => ofWorkspace({ ownMonthlyQuota: null }),
    () => ofWorkspace({ ownMonthlyQuota: 70 }),
  ],
  [
    "the quota of a plan, by a move to another plan and back",
    () => ofPlan("trial", { monthlyQuota: 20 }),
    () => ofWorkspace({ planId: "starter" }),
    async () => {
      await ofPlan("trial", { monthlyQuota: 70 });
      await ofWorkspace({ planId: "trial" });
    },
  ],
  [
    "the quota of a plan, for all of its workspaces",
    () => ofPlan("trial", { monthlyQuota: 20 }),
    () => ofPlan("trial", { monthlyQuota: null }),
    () => ofPlan("trial", { monthlyQuota: 70 }),
  ],
];

describe.each(DECIDING_ENGINES)("limits decided by %s", (_, start) => {
  test.each(LIMITS)(
    "%s that is removed and set again counts what was accepted in between",
    async (...limit) => {
      const [, set, remove, setAgain] = limit;
      const engine = await start();
      await set();
      expect(await send(engine, 25)).toBe(20);
      await remove();
      expect(await send(engine, 30)).toBe(30);
      await setAgain();
      expect(await send(engine, 30)).toBe(20);
    },
  );

  test("a limit that changes, also with the plan, counts requests that aren't logged yet", async () => {
    const { limiter } = await start();
    const [trial, starter] = ["trial", "starter"];
    // The plans' limits have been set differently often.
    await ofPlan(starter, { monthlyQuota: 10 });
    for (const monthlyQuota of [1, null, 10]) await ofPlan(trial, { monthlyQuota });
    await ofWorkspace({ planId: trial });
    await ofKey(10, 60);
    for (const change of [
      () => ofKey(11, 60),
      () => ofWorkspace({ planId: starter }),
      () => ofWorkspace({ ownMonthlyQuota: 12 }),
      () => ofPlan(starter, { monthlyQuota: 9 }),
      () => ofWorkspace({ planId: trial, ownMonthlyQuota: null }),
    ]) {
      await limiter.take(await policiesNow(), 1);
      await change();
    }
    const { states } = await limiter.take(await policiesNow(), 1);
    expect(states.map(({ policy, used }) => [policy.name, used])).toEqual([
      ["plan", 6],
      ["key", 6],
      ["quota", 6],
    ]);
  });

  test("a limit that is set while requests are decided and logged counts all of them", async () => {
    const engine = await start();
    for (let trial = 0; trial < 8; trial += 1) {
      key = await keyOf(ada);
      const moment = 20 + Math.floor(Math.random() * 100);
      expect(await sendAll(engine, 30, moment, async () => ofKey(300, 3600))).toBe(300);
    }
  });
});
