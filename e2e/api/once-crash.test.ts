import { randomInt, randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

const KILLS = 4;
const CLIENTS = 8;
const { dialect } = inject("server");
let server: OwnServer;
let ada: Developer;

beforeAll(async () => {
  server = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl") });
  ada = await newDeveloper(server);
  await setPlan(server, ada);
});

afterAll(() => server?.end());

const post = (path: string, idempotencyKey: string) =>
  call(server, "POST", `/api/v1/keys${path}`, {
    token: ada.accessToken,
    body: path ? { overlap_seconds: 0 } : { name: idempotencyKey },
    headers: { "idempotency-key": idempotencyKey },
  });

const current = async () =>
  query(
    server,
    "select k.id, k.name, (select count(*) from key_secrets s where s.key_id = k.id and s.expires_at is null) as secrets from api_keys k",
  );

test(`kill -9 during creates and rotations, ${KILLS} times: every key is whole, and a retry says what was done, once`, async () => {
  const rotating = await newKey(server, ada, { name: "rotating" });
  const asked: { path: string; key: string; id?: string }[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    let gone = false;
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      while (!gone) {
        const ask = {
          path: client === 0 ? `/${rotating.id}/rotate` : "",
          key: randomUUID(),
          id: undefined as string | undefined,
        };
        asked.push(ask);
        ask.id = await post(ask.path, ask.key).then(
          ({ body }) => body.data?.id,
          () => {
            gone = true;
            return undefined;
          },
        );
      }
    });
    await delay(randomInt(100, 400));
    await server.kill();
    await Promise.all(clients);
    await server.restart();
  }
  for (const { path, key, id } of asked) {
    const again = await post(path, key);
    expect(again.status).toBe(path ? 200 : 201);
    if (!id) continue;
    expect(again.body.data).toMatchObject({ id, secret: null });
    expect(again.headers.get("idempotent-replayed")).toBe("true");
  }
  const rows = await current();
  expect(rows.every(({ secrets }) => Number(secrets) === 1)).toBe(true);
  const created = asked.filter(({ path }) => !path).map(({ key }) => key);
  expect(rows.map(({ name }) => name).sort()).toEqual(["rotating", ...created].sort());
});
