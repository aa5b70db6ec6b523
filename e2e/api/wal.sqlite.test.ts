import { statSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate } from "#e2e/api/gate-client.ts";
import { hammer } from "#e2e/api/load.ts";
import { setPlan } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

let server: OwnServer;

beforeAll(async () => {
  server = await startTestServer({ dialect: "sqlite" });
});

afterAll(() => server?.end());

const WRITES = 5000;
// The server checkpoints from 4 MiB on; the WAL grows until a write can start at its beginning again. Without
// checkpoints, this many writes make about 19 MB.
const LIMIT_BYTES = 12_000_000;

test("under constant writes the WAL is checkpointed, and stays small", async () => {
  const ada = await newDeveloper(server);
  await setPlan(server, ada);
  const { secret: key } = await newKey(server, ada);
  const wal = `${server.databaseUrl.slice("file:".length)}-wal`;
  let [sent, largest] = [0, 0];
  await hammer(
    32,
    () => sent >= WRITES,
    async () => {
      sent += 1;
      await askGate(server, { key, path: `/gate/${"x".repeat(2000)}` });
      if (sent % 100 === 0) largest = Math.max(largest, statSync(wal).size);
    },
  );
  expect(largest).toBeGreaterThan(1_000_000);
  expect(largest).toBeLessThan(LIMIT_BYTES);
});
