import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { epochMs, query, setPlan } from "#e2e/api/store.ts";
import type { TestServer } from "#e2e/test-server.ts";

/** What a trial uses up: a key's rate limit, or a workspace's monthly quota. */
export interface Limited {
  limit: number;
  /** Null for a quota. */
  windowMs: number | null;
  secret: string;
  /** Everything that was logged of it and cost something. */
  rows(): Promise<{ id: string; at: number }[]>;
  /** Revokes the key. Resolves when that is answered. */
  revoke(url: string): Promise<number>;
}

const RECOVERED_WITHIN_MS = 20_000;

/** Repeats what fails while the cluster recovers from an earlier fault. */
export async function inTime<Result>(act: () => Promise<Result>): Promise<Result> {
  for (const deadline = Date.now() + RECOVERED_WITHIN_MS; ; await delay(200)) {
    try {
      return await act();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

/** A new key with this limit, of a developer whose plan allows much more. */
export async function limitedKey(
  server: TestServer,
  developer: Developer,
  limit: number,
  windowSeconds = 60,
) {
  const rate_limit = { requests: limit, window_seconds: windowSeconds };
  const key = await inTime(() => newKey(server, developer, { rate_limit }));
  return limited(server, developer, key, { limit, windowMs: windowSeconds * 1000 });
}

/** A new key of a new workspace with this monthly quota. */
export async function keyWithQuota(server: TestServer, limit: number): Promise<Limited> {
  const developer = await inTime(() => newDeveloper(server));
  const plan = 1_000_000 + Math.floor(Math.random() * 1_000_000);
  await setPlan(server, developer, plan);
  await query(server, "update plans set monthly_quota = $2 where id = $1", [`of-${plan}`, limit]);
  const key = await inTime(() => newKey(server, developer, { name: randomUUID() }));
  return limited(server, developer, key, { limit, windowMs: null });
}

function limited(
  server: TestServer,
  { accessToken: token }: Developer,
  { id, secret }: { id: string; secret: string },
  bounds: Pick<Limited, "limit" | "windowMs">,
): Limited {
  return {
    ...bounds,
    secret,
    rows: async () => {
      const rows = await query(server, "select id, at from requests where key_id = $1 and cost > 0", [id]);
      return rows.map((row) => ({ id: String(row.id), at: epochMs(row.at) }));
    },
    revoke: async (url) => (await call({ url }, "DELETE", `/api/v1/keys/${id}`, { token })).status,
  };
}
