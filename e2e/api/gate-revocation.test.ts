import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { type Answer, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate } from "#e2e/api/gate-client.ts";
import { hammer } from "#e2e/api/load.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { placeAt } from "#e2e/world.ts";

const world = placeAt(inject("world"));
const now = () => (world.dialect === "sqlite" ? Date.now() : new Date());

/** A key under fire, and how it ends. */
interface Target {
  how: string;
  secret: string;
  /** Resolved when the end was answered, or its statement has committed. */
  end: () => Promise<unknown>;
  /** "status code reason" of every answer to a request that starts afterwards. */
  refusal: string;
  deadFrom: number;
  accepted: number;
  refused: number;
}

type End = (key: { id: string }, owner: Developer) => Promise<unknown>;

const api =
  (method: string, body?: object): End =>
  async ({ id }, { accessToken: token }) => {
    const { status, body: answered } = await call(world, method, `/api/v1/keys/${id}`, { token, body });
    expect(status, JSON.stringify(answered)).toBe(200);
  };
const sql =
  (statement: string, ...values: unknown[]): End =>
  ({ id }) =>
    query(world, statement, [...values, id]);

const WORKSPACE = "(select workspace_id from api_keys where id = $2)";
const ENDS: Record<string, [refusal: string, End]> = {
  "revoked by the API": ["401 invalid_api_key revoked", api("DELETE")],
  "disabled by the API": ["403 inactive_api_key", api("PATCH", { enabled: false })],
  "its scope cut by the API": ["403 forbidden insufficient_scope", api("PATCH", { scopes: ["data:write"] })],
  "revoked by SQL": [
    "401 invalid_api_key revoked",
    sql("update api_keys set revoked_at = $1 where id = $2", now()),
  ],
  "disabled by SQL": [
    "403 inactive_api_key",
    sql("update api_keys set disabled_at = $1 where id = $2", now()),
  ],
  "its scope cut by SQL": [
    "403 forbidden insufficient_scope",
    sql("update api_keys set scopes = $1 where id = $2", "[]"),
  ],
  "expired by SQL": [
    "401 invalid_api_key expired",
    sql("update api_keys set expires_at = $1 where id = $2", now()),
  ],
  "its secret ended by SQL": [
    "401 invalid_api_key revoked",
    sql("update key_secrets set expires_at = $1 where key_id = $2", now()),
  ],
  "deleted by SQL": ["401 invalid_api_key unknown", sql("delete from api_keys where id = $1")],
  "its workspace suspended by SQL": [
    "403 forbidden workspace_suspended",
    sql(`update workspaces set suspended_at = $1 where id = ${WORKSPACE}`, now()),
  ],
};
const EACH = 3;

const newOwner = async () => {
  const owner = await newDeveloper(world);
  await setPlan(world, owner);
  return owner;
};

async function newTarget(how: string, [refusal, end]: [string, End], owner: Developer): Promise<Target> {
  const key = await newKey(world, owner, { scopes: ["data:read", "data:write"] });
  const counts = { deadFrom: Number.POSITIVE_INFINITY, accepted: 0, refused: 0 };
  return { how, secret: key.secret, refusal, end: () => end(key, owner), ...counts };
}

async function newTargets(): Promise<Target[]> {
  const ada = await newOwner();
  const targets: Target[] = [];
  for (const [how, end] of Object.entries(ENDS))
    for (let i = 0; i < EACH; i += 1)
      // Who is suspended is so with everything: nobody else's key may be among it.
      targets.push(await newTarget(how, end, how.includes("workspace") ? await newOwner() : ada));
  return targets;
}

const shown = ({ status, body }: Answer) =>
  [status, body?.code, body?.reason].filter((part) => part !== undefined).join(" ");

// Many clients find what goes wrong between requests; few are answered fast enough to meet what is stale for moments.
test.each([64, 4])(
  "under %i clients at the gate, no request passes that starts after its key was ended, by the API or in the store",
  async (clientCount) => {
    const targets = await newTargets();
    const violations: string[] = [];
    // What is being ended, or was just now: most of the fire goes there.
    const ending = new Set<Target>();
    let firing = true;

    const fire = async (at: Target) => {
      const start = performance.now();
      const answer = await askGate(world, { key: at.secret, path: "/gate;scope=data:read/orders" });
      if (start <= at.deadFrom) at.accepted += Number(answer.status === 200);
      else if (shown(answer) === at.refusal) at.refused += 1;
      else
        violations.push(`${at.how}: ${shown(answer)}, ${(start - at.deadFrom).toFixed(1)} ms after its end`);
    };
    await Promise.all(targets.map(fire));
    const clients = hammer(
      clientCount,
      () => !firing,
      async () => {
        const [near] = randomInt(4) > 0 ? [...ending].slice(randomInt(ending.size || 1)) : [];
        await fire(near ?? targets[randomInt(targets.length)]!);
      },
    );
    await Promise.all(
      targets.map(async (one) => {
        await delay(randomInt(4000));
        ending.add(one);
        await fire(one);
        await one.end();
        one.deadFrom = performance.now();
        await Promise.all([fire(one), fire(one), delay(200)]);
        ending.delete(one);
      }),
    );
    firing = false;
    await clients;
    await Promise.all(targets.map(fire));

    expect(violations).toEqual([]);
    // No vacuous truth: each was accepted before its end and tried after it.
    for (const { how, accepted, refused } of targets) {
      expect(accepted, `accepted before it was ${how}`).toBeGreaterThan(0);
      expect(refused, `refused after it was ${how}`).toBeGreaterThan(2);
    }
  },
);
