import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, inject, test } from "vitest";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { account } from "#e2e/api/people.ts";
import { requestLogOf, untilCompacted } from "#e2e/api/store.ts";
import { startTestServer } from "#e2e/test-server.ts";
import { root } from "#scripts/processes.ts";

const DAY_MS = 86_400_000;
const AGE_DAYS = 3;
const { dialect } = inject("server");

test("request log entries leave after RETENTION_DAYS, and usage counts stay", async () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-retention-"));
  const WALL_CLOCK_FILE = join(folder, "offset");
  // The server first runs some days in the past.
  writeFileSync(WALL_CLOCK_FILE, String(-AGE_DAYS * DAY_MS));
  const preload = pathToFileURL(join(root, "e2e/processes/wall-clock.mjs")).href;
  const env = {
    WALL_CLOCK_FILE,
    NODE_OPTIONS: `--import ${preload}`,
    RETENTION_DAYS: "1",
    TRUSTED_PROXIES: "127.0.0.1",
  };
  const server = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl"), env });
  try {
    const ada = await newDeveloper(server);
    const key = await newKey(server, ada);
    const get = (path: string, token: string) => call(server, "GET", `/api/v1${path}`, { token });
    for (let i = 0; i < 5; i += 1)
      expect((await call(server, "GET", "/api/v1/me", { key: key.secret })).status).toBe(200);
    await untilCompacted(server);
    const [old] = await requestLogOf(server, key.id);
    expect((await get(`/requests/${old!.id}`, ada.accessToken)).status).toBe(200);

    await server.stop();
    writeFileSync(WALL_CLOCK_FILE, "0");
    await server.restart();
    const today = (await call(server, "GET", "/api/v1/me", { key: key.secret })).headers.get("request-id")!;
    await expect
      .poll(async () => (await requestLogOf(server, key.id)).map(({ id }) => id), { timeout: 15_000 })
      .toEqual([today]);
    const { email, password } = ada;
    const { access_token: token } = (await account(server, "login", { email, password })).body.data;
    expect((await get(`/requests/${old!.id}`, token)).status).toBe(404);
    const from = new Date(Date.now() - (AGE_DAYS + 1) * DAY_MS).toISOString();
    const series = await get(`/usage/series?interval=day&environment=live&group_by=key&from=${from}`, token);
    const counted = series.body.data.reduce((sum: number, { total }: { total: number }) => sum + total, 0);
    expect(counted).toBe(6);
  } finally {
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  }
});
