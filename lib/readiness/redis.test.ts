import { expect, test } from "vitest";
import { startRedis } from "#e2e/unit/redis.ts";
import { readRedisUrl } from "#env-redis.ts";
import { redis } from "#lib/readiness/redis.ts";

const check = (url: string) => {
  const servers = readRedisUrl(url);
  if (typeof servers === "string") throw new Error(servers);
  return redis({ servers, timeoutMs: 500 });
};

test("doctor says whether Redis can be used, and never its password", async () => {
  const server = await startRedis();
  const { host } = new URL(server.url);
  expect(await check(server.url)).toMatchObject({ state: "ok", found: host });
  await server.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
  const evicting = await check(server.url);
  expect(evicting.state).toBe("attention");
  expect(evicting.found).toMatch(/maxmemory-policy is allkeys-lru.*counted in PostgreSQL/);
  const wrong = await check(server.url.replace("redis://", "redis://somebody:secret@"));
  expect(wrong.state).toBe("attention");
  expect(wrong.found).toMatch(/WRONGPASS/);
  expect(JSON.stringify(wrong)).not.toContain("secret");
  await server.stop();
  expect((await check(server.url)).found).toMatch(/ECONNREFUSED/);
}, 30_000);
