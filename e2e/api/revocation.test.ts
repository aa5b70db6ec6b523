import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, expect, inject, test } from "vitest";
import { type Answer, type Call, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { hammer } from "#e2e/api/load.ts";
import { account, mailedToken } from "#e2e/api/people.ts";
import { revokeUnderLoad, shown, type Target, target } from "#e2e/api/revocation-load.ts";
import { clearThrottles, query, setPlan } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
// Two clocks of one machine, each rounded to the millisecond.
const CLOCKS_AGREE_MS = 20;

let ada: Developer;

beforeAll(async () => {
  ada = await newDeveloper(server);
  await setPlan(server, ada);
});

/** A target that asks with a key or a token of a person. */
const holder = (name: string, request: Call, refusal: string, end: () => Promise<unknown>) =>
  target({ name, ask: () => call(server, "GET", "/api/v1/keys?limit=1", request), refusal, end });

const asAda = async (method: string, path: string, body?: object) => {
  const { status, body: answered } = await call(server, method, `/api/v1${path}`, {
    token: ada.accessToken,
    body,
  });
  expect(status, JSON.stringify([body, answered])).toBe(200);
};

const KEY_ENDS: Record<string, (path: string) => Promise<unknown>> = {
  "401 invalid_api_key revoked": (path) => asAda("DELETE", path),
  "403 inactive_api_key": (path) => asAda("PATCH", path, { enabled: false }),
  "403 forbidden insufficient_scope": (path) => asAda("PATCH", path, { scopes: [] }),
};

const KEYS_OF_A_KIND = 8;

function endedKeys(): Promise<Target[]> {
  const kinds = Object.entries(KEY_ENDS).flatMap((kind) =>
    Array.from({ length: KEYS_OF_A_KIND }, () => kind),
  );
  return Promise.all(
    kinds.map(async ([refusal, end]) => {
      const { id, secret } = await newKey(server, ada, { scopes: ["keys:read"] });
      return holder(id, { key: secret }, refusal, () => end(`/keys/${id}`));
    }),
  );
}

/** Keys that end by themselves, while the others are being ended. */
function expiringKeys(): Promise<Target[]> {
  return Promise.all(
    Array.from({ length: KEYS_OF_A_KIND }, async () => {
      const expiresAt = Date.now() + randomInt(3000, 6000);
      const deadFrom = performance.now() + expiresAt - Date.now() + CLOCKS_AGREE_MS;
      const body = { scopes: ["keys:read"], expires_at: new Date(expiresAt).toISOString() };
      const { id, secret } = await newKey(server, ada, body);
      const expiring = holder(id, { key: secret }, "401 invalid_api_key expired", async () => deadFrom);
      return { ...expiring, deadFrom };
    }),
  );
}

/** One person's login that logs itself out, one that another session ends, one that dies of its refresh token's reuse. */
async function sessionTargets(): Promise<Target[]> {
  const { email, password, accessToken, refreshToken } = await newDeveloper(server);
  const logIn = async () => (await account(server, "login", { email, password })).body.data;
  const [leaver, ended] = [await logIn(), await logIn()];
  const { sid } = JSON.parse(Buffer.from(ended.access_token.split(".")[1], "base64url").toString());
  const bearer = (token: string) => ({ token });
  const post = (path: string, body: object) => account(server, path, body);
  const refusal = "401 invalid_token revoked";
  const owner = bearer((await logIn()).access_token);
  return [
    holder("logout", bearer(leaver.access_token), refusal, async () => {
      await post("logout", { refresh_token: leaver.refresh_token });
    }),
    holder("session ended", bearer(ended.access_token), refusal, async () => {
      await call(server, "DELETE", `/api/v1/auth/sessions/${sid}`, owner);
    }),
    holder("refresh token reused", bearer(accessToken), refusal, async () => {
      await post("refresh", { refresh_token: refreshToken });
      await post("refresh", { refresh_token: refreshToken });
    }),
  ];
}

async function passwordTarget(): Promise<Target> {
  const { email, accessToken } = await newDeveloper(server);
  await clearThrottles(server);
  await account(server, "password/forgot", { email });
  const token = await mailedToken(server, email, /Reset your password/);
  const body = { token, password: "quite another password" };
  return holder("password changed", { token: accessToken }, "401 invalid_token revoked", async () => {
    await account(server, "password/reset", body);
  });
}

// Many clients find what goes wrong between requests; few are answered fast enough to meet what is stale for moments.
test.each([64, 4])(
  "under %i clients, no request that starts after a revoke, disable, scope cut, expiry, logout or new password answered is accepted",
  async (clientCount) => {
    const people = [...(await sessionTargets()), ...(await sessionTargets()), await passwordTarget()];
    const keys = [...(await endedKeys()), ...(await expiringKeys())];
    await revokeUnderLoad([...keys, ...people], clientCount, keys);
  },
);

test("a write in flight when its key is revoked is either there or was refused, and none comes later", async () => {
  const maker = await newKey(server, ada, { scopes: ["keys:write"] });
  const answers: { start: number; answer: Answer }[] = [];
  let firing = true;
  const clients = hammer(
    16,
    () => !firing,
    async () => {
      const start = performance.now();
      answers.push({
        start,
        answer: await call(server, "POST", "/api/v1/keys", { key: maker.secret, body: {} }),
      });
    },
  );
  await delay(300);
  await asAda("DELETE", `/keys/${maker.id}`);
  const revokedAt = performance.now();
  const countRows = async () =>
    Number(
      (await query(server, "select count(*) as n from api_keys where created_by_id = $1", [maker.id]))[0]!.n,
    );
  const rowsAtRevoke = await countRows();
  await delay(200);
  firing = false;
  await clients;

  const made = answers.filter(({ answer }) => answer.status === 201);
  expect(made.length).toBeGreaterThan(0);
  expect(made.filter(({ start }) => start > revokedAt)).toEqual([]);
  expect(await countRows()).toBe(rowsAtRevoke);
  expect(made).toHaveLength(rowsAtRevoke);
  const refused = answers.filter(({ answer }) => answer.status !== 201);
  expect(refused.length).toBeGreaterThan(0);
  for (const { answer } of refused) expect(shown(answer)).toBe("401 invalid_api_key revoked");
});
