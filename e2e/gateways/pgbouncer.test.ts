import { afterAll, beforeAll, expect, test } from "vitest";
import { type PoolMode, startPgbouncer } from "#e2e/gateways/pgbouncer.ts";
import { startTestServer } from "#e2e/test-server.ts";
import { type PostgresqlServer, providePostgresql } from "#scripts/postgresql.ts";

let postgresql: PostgresqlServer;

beforeAll(async () => {
  postgresql = await providePostgresql();
});

afterAll(() => postgresql?.stop());

const start = (postgresqlUrl: string) =>
  startTestServer({ dialect: "postgresql", postgresqlUrl, waitForPages: true });

test.each<[PoolMode, string, Record<string, string>]>([
  ["transaction", "the last session first", {}],
  ["transaction", "sessions in turn", { server_round_robin: "1", min_pool_size: "2" }],
  ["transaction", "a single session", { default_pool_size: "1" }],
  ["statement", "the last session first", {}],
])(
  "behind PgBouncer in %s mode with %s, it refuses to start and says why",
  async (mode, _which, settings) => {
    const pool = await startPgbouncer(postgresql.url, mode, settings);
    try {
      await expect(start(pool.url)).rejects.toThrow(
        /DATABASE_URL leads to a connection pool in transaction mode/,
      );
    } finally {
      await pool.stop();
    }
  },
);

test("behind PgBouncer in session mode, it starts, answers, and starts again", async () => {
  const pool = await startPgbouncer(postgresql.url, "session", { default_pool_size: "40" });
  const server = await start(pool.url);
  try {
    for (let i = 0; i < 2; i += 1) {
      expect((await fetch(`${server.gateUrl}/readyz`)).status).toBe(200);
      expect((await fetch(`${server.url}/api/v1/plans`)).status).toBe(200);
      await server.restart();
    }
  } finally {
    await server.end();
    await pool.stop();
  }
});
