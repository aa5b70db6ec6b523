// Runs the dashboard's queries on the database in DATA_DIR, 20 times each. Answers each message of its parent with the
// p95 of each query in milliseconds, and with its memory.
import { sqlite } from "#db/client.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { roleScopes } from "#lib/actors/roles.ts";
import { listKeys } from "#lib/keys/keys.ts";
import { monthMs } from "#lib/limits/month.ts";
import { listRequests } from "#lib/usage/requests.ts";
import { readSeries, readUsage } from "#lib/usage/usage.ts";

const TIMES = 20;
const one = (sql: string) => sqlite()!.control.prepare(sql).pluck().get() as string;
const actor: UserActor = {
  type: "user",
  userId: one("select id from users limit 1"),
  email: "",
  name: null,
  sessionId: "",
  operator: false,
  workspaceId: one("select id from workspaces limit 1"),
  workspaceName: "",
  workspaceSuspended: false,
  plan: "trial",
  role: "owner",
  scopes: [...roleScopes.owner],
  policies: [],
};
const now = new Date();
const month = { from: new Date(monthMs(now.getTime()).start), to: now };
const aKey = () => `key_${String(1 + Math.floor(Math.random() * 1000)).padStart(25, "0")}`;

const READINGS: Record<string, () => Promise<unknown>> = {
  "GET /keys": () => listKeys(actor, { limit: 20 }, now),
  "GET /usage": () => readUsage(actor, undefined, now),
  "GET /usage/series, a month by day": () => readSeries(actor, { ...month, interval: "day" }, now),
  "GET /requests of one key": () => listRequests(actor, { limit: 20, key_id: aKey() }),
};

process.on("message", async () => {
  const p95: Record<string, number> = {};
  for (const [name, read] of Object.entries(READINGS)) {
    const times: number[] = [];
    for (let i = 0; i < TIMES; i += 1) {
      const began = performance.now();
      await read();
      times.push(performance.now() - began);
    }
    p95[name] = times.sort((a, b) => a - b)[Math.floor(TIMES * 0.95) - 1]!;
  }
  process.send!({ p95, megabytes: process.memoryUsage().rss / 2 ** 20 });
});
