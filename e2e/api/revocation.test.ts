import { setTimeout as delay } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { type Answer, call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { hammer } from "#e2e/api/load.ts";
import { revokeUnderLoad, summary } from "#e2e/api/revocation-load.ts";
import { expiringTargets, keyTargets, passwordTargets, sessionTargets } from "#e2e/api/revocation-targets.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));

// Many clients find races between requests; a few clients get answers fast enough to find short staleness.
test.each([64, 4])(
  "with %i clients, no request passes that starts after its credential was revoked",
  async (clientCount) => {
    const [keys, sessions, passwords] = await Promise.all([
      keyTargets(server),
      sessionTargets(server),
      passwordTargets(server),
    ]);
    const expiring = await expiringTargets(server);
    const all = [...keys, ...expiring, ...sessions, ...passwords];
    await revokeUnderLoad(all, clientCount, [...keys, ...expiring]);
  },
);

test("a write in flight while its key is revoked is either committed before or refused", async () => {
  const ada = await newDeveloper(server);
  await setPlan(server, ada);
  const maker = await newKey(server, ada, { scopes: ["keys:write"] });
  const answers: { start: number; answer: Answer }[] = [];
  let running = true;
  const clients = hammer(
    16,
    () => !running,
    async () => {
      const start = performance.now();
      answers.push({
        start,
        answer: await call(server, "POST", "/api/v1/keys", { key: maker.secret, body: {} }),
      });
    },
  );
  await delay(300);
  const revoked = await call(server, "DELETE", `/api/v1/keys/${maker.id}`, { token: ada.accessToken });
  expect(revoked.status).toBe(200);
  const revokedAt = performance.now();
  const countRows = async () =>
    Number(
      (await query(server, "select count(*) as n from api_keys where created_by_id = $1", [maker.id]))[0]!.n,
    );
  const rowsAtRevoke = await countRows();
  await delay(200);
  running = false;
  await clients;

  const made = answers.filter(({ answer }) => answer.status === 201);
  expect(made.length).toBeGreaterThan(0);
  expect(made.filter(({ start }) => start > revokedAt)).toEqual([]);
  expect(await countRows()).toBe(rowsAtRevoke);
  expect(made).toHaveLength(rowsAtRevoke);
  const refused = answers.filter(({ answer }) => answer.status !== 201);
  expect(refused.length).toBeGreaterThan(0);
  for (const { answer } of refused) expect(summary(answer)).toBe("401 invalid_api_key revoked");
});
