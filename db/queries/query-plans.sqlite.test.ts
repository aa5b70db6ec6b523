import { expect, test } from "vitest";
import { db, sqlite } from "#db/client.ts";
import * as accountExport from "#db/queries/account-export.ts";
import * as events from "#db/queries/audit-events.ts";
import * as anyKeys from "#db/queries/installation/keys.ts";
import * as planRequests from "#db/queries/installation/plan-requests.ts";
import * as allRequests from "#db/queries/installation/requests.ts";
import * as operatorUsers from "#db/queries/installation/users.ts";
import * as operatorWorkspaces from "#db/queries/installation/workspaces.ts";
import * as invitations from "#db/queries/invitations.ts";
import * as keyActivity from "#db/queries/key-activity.ts";
import * as keyLists from "#db/queries/key-lists.ts";
import * as keys from "#db/queries/keys.ts";
import * as keysOfMember from "#db/queries/keys-of-member.ts";
import * as mails from "#db/queries/mails.ts";
import * as memberLists from "#db/queries/member-lists.ts";
import * as plans from "#db/queries/plans.ts";
import * as sessions from "#db/queries/sessions.ts";
import * as users from "#db/queries/users.ts";
import * as deletion from "#db/queries/workspace-deletion.ts";
import * as workspaces from "#db/queries/workspaces.ts";

// On SQLite, a statement keeps the main thread busy. So nothing that a client can call may read a whole table.

const now = new Date();
const position = { at: now, id: "x_1" };
const control = sqlite()!.control;

/** The statements that a function runs or, if it returns one, the statement. */
async function statementsOf(run: () => unknown): Promise<string[]> {
  const texts: string[] = [];
  const original = control.prepare;
  control.prepare = ((text: string) => {
    texts.push(text);
    return original.call(control, text);
  }) as typeof original;
  try {
    await run();
  } finally {
    control.prepare = original;
  }
  return texts;
}

const explained = (how: string, text: string) =>
  control.prepare(`${how} ${text}`).all(Array(text.split("?").length - 1).fill(null));

async function planOf(run: () => unknown): Promise<string[]> {
  const texts = await statementsOf(run);
  expect(texts).not.toEqual([]);
  return texts.flatMap((text) =>
    (explained("explain query plan", text) as { detail: string }[]).map(({ detail }) => detail),
  );
}

const span = { from: new Date(0), to: now };
const requestsOfKey = { workspaceId: "ws_1", keyId: "key_1", ...span };
const memberWindow = { position, size: 500 };
const after = (run: (position: { at: Date; id: string } | null) => unknown) => [
  () => run(null),
  () => run(position),
];

const READS: [string, (() => unknown)[]][] = [
  ["operator's users", after((at) => operatorUsers.inWindow({ q: "a", status: "suspended" }, at, 500, 20))],
  ["end of users", after((at) => operatorUsers.endOfWindow({}, at, 500))],
  ["users who joined lately", after((at) => operatorUsers.inWindow({ from: now }, at, 500, 20))],
  ["count of new users", [() => operatorUsers.countJoined(now, 10_000)]],
  ["count of users who wait", [() => operatorUsers.countWaiting(10_000)]],
  ["count of suspended users", [() => operatorUsers.countSuspended(10_000)]],
  ["open requests for a plan", [() => planRequests.open(), () => planRequests.open(db(), ["ws_1"])]],
  ["operator's workspaces", after((at) => operatorWorkspaces.inWindow({ q: "a" }, at, 250, 20))],
  ["end of workspaces", after((at) => operatorWorkspaces.endOfWindow(at, 250))],
  ["keys by hint", [() => anyKeys.withHint("lk_live_Ab3d…x7Qa", 20)]],
  ["queued emails", after((at) => mails.page(false, at, 20))],
  ["failed emails", after((at) => mails.page(true, at, 20))],
  ["count of failed emails", [() => mails.countFailed()]],
  ["events of a workspace", after((at) => events.inWindow({ workspaceId: "ws_1" }, at, 250))],
  ["events of all", after((at) => events.inWindow({ workspaceId: undefined }, at, 250))],
  ["events of a target", after((at) => events.inWindow({ workspaceId: "ws_1", targetId: "k" }, at, 250))],
  ["events of an actor", after((at) => events.endOfWindow({ workspaceId: "ws_1", actorId: "u" }, at, 250))],
  ["events of an action", after((at) => events.countInWindow({ workspaceId: "ws_1", action: "a" }, at, 250))],
  [
    "events of an actor anywhere",
    after((at) => events.inWindow({ workspaceId: undefined, actorId: "u" }, at, 250)),
  ],
  ["members", after((at) => memberLists.page({ workspaceId: "ws_1" }, at, 20))],
  ["a few members", [() => memberLists.page({ workspaceId: "ws_1", userIds: ["u", "v"] }, null, 20)]],
  ["search of members", [() => memberLists.inWindow({ workspaceId: "ws_1" }, memberWindow, "ada", 20)]],
  ["window of members", [() => memberLists.endOfWindow({ workspaceId: "ws_1" }, memberWindow)]],
  ["invitations", after((at) => invitations.page("ws_1", now, at, 20))],
  ["count of invitations", [() => invitations.countPending(db(), "ws_1", now)]],
  ["invitations from a user", [() => invitations.pendingFromAnywhere(db(), "usr_1", now)]],
  ["a member's keys", [() => keysOfMember.unrevokedOf(db(), "ws_1", "usr_1")]],
  ["keys in an account's export", after((at) => accountExport.keys("usr_1", at, 200))],
  ["events in an account's export", after((at) => accountExport.events("usr_1", at, 200))],
  ["requests in an account's export", after((at) => accountExport.requests("usr_1", at, 200))],
  ["requests of all", [() => allRequests.pageIn({ after: "" }, span, { status: 500 }, position, 20)]],
  ["count of requests", [() => allRequests.countIn({ after: "" }, span, 1000)]],
  ["deleted workspaces", [() => deletion.deletedBefore(now, 100)]],
];

const scansOf = (plan: string[]) =>
  plan.filter(
    (line) =>
      /^SCAN (?!among|asked|some|chunk|found|counted|w\b|m\b|c\b)/.test(line) && !/USING .*INDEX/.test(line),
  );

test.each(READS)("%s are read from an index", async (_, runs) => {
  for (const run of runs) expect(scansOf(await planOf(run))).toEqual([]);
});

test("a page of a list is read in the order of an index", async () => {
  const lists = READS.filter(([name]) =>
    /^(queued|failed|events|members|invitations$|keys in|requests in)/.test(name),
  );
  for (const [name, runs] of lists)
    for (const run of runs) {
      const sorted = (await planOf(run)).filter((line) => line.includes("TEMP B-TREE FOR ORDER BY"));
      expect([name, sorted.length]).toEqual([
        name,
        name.startsWith("events of") && sorted.length === 1 ? 1 : 0,
      ]);
    }
});

test("a key's requests are merged with the staged ones in the order of the index", async () => {
  for (const run of [
    ...after((at) => keyActivity.countInWindow(requestsOfKey, at, 500)),
    ...after((at) => keyActivity.endOfWindow(requestsOfKey, at, 500)),
  ])
    expect(await planOf(run)).toContain("MERGE (UNION ALL)");
});

test("keys with a rate limit of their own are found without reading those without", async () => {
  const run = { workspaceId: "ws_1", sort: "-created_at", limited: true, sorted: true } as const;
  const filter = { limited: true, environment: "live", statuses: ["active" as const], statusAt: now };
  const position = { value: now, id: "key_1" };
  for (const after of [null, position]) {
    const plans = [
      await planOf(() => keyLists.matching(run, filter, { after, end: position }, 10)),
      await planOf(() => keyLists.endOfWindow(run, after, 1000)),
    ];
    for (const plan of plans) expect(plan.join()).toMatch(/^SEARCH api_keys USING .*INDEX api_keys_limited/);
  }
});

test("a window after a position doesn't begin at the end of the time range again", async () => {
  const later = new Date(now.getTime() + 1000);
  const filter = { workspaceId: "ws_1", to: later };
  const bounds = async (run: () => unknown) =>
    (await statementsOf(run)).join().match(/"at"\)? < |"id"\) < /g);
  expect(await bounds(() => events.endOfWindow(filter, null, 250))).toEqual(['"at" < ']);
  expect(await bounds(() => events.endOfWindow(filter, position, 250))).toEqual(['"id") < ']);
  expect(await bounds(() => events.endOfWindow(filter, { at: later, id: "x_1" }, 250))).toEqual(['"at" < ']);
});

const LOCKS: [string, () => unknown][] = [
  ["a workspace", () => workspaces.lock(db(), "ws_1")],
  ["a user's workspaces", () => operatorUsers.lockOwned(db(), "usr_1")],
  ["a plan", () => plans.lock(db(), "trial")],
  ["a key", () => keys.lock(db(), "ws_1", "key_1")],
  ["a usable key", () => keys.lockIfUsable(db(), "key_1", now)],
  ["a session", () => sessions.lockIfLive(db(), "ses_1", now)],
  ["a user", () => users.lock(db(), "usr_1")],
];

test.each(LOCKS)("a lock on %s doesn't read the rows that refer to it", async (_, run) => {
  for (const text of await statementsOf(run)) {
    const opcodes = (explained("explain", text) as { opcode: string }[]).map(({ opcode }) => opcode);
    expect(opcodes).not.toContain("FkCounter");
  }
});
