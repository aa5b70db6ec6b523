import { closeSync, fstatSync, openSync, readSync } from "node:fs";
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

const DEADLINE_MS = 40_000;
// Of a WAL's header: how often writing has started at its beginning again (sqlite.org/fileformat2.html#walformat).
const SEQUENCE_OFFSET = 12;

function readWal(file: string) {
  const header = Buffer.alloc(32);
  const handle = openSync(file, "r");
  readSync(handle, header, 0, header.length, 0);
  const { size } = fstatSync(handle);
  closeSync(handle);
  return { size, sequence: header.readUInt32BE(SEQUENCE_OFFSET) };
}

test("under constant writes the WAL is checkpointed and begun again, so it doesn't grow without bound", async () => {
  const ada = await newDeveloper(server);
  await setPlan(server, ada);
  const { secret: key } = await newKey(server, ada);
  const wal = `${server.databaseUrl.slice("file:".length)}-wal`;
  const deadline = performance.now() + DEADLINE_MS;
  let last = readWal(wal);
  let begunAgain = false;
  await hammer(
    32,
    () => begunAgain || performance.now() > deadline,
    async () => {
      await askGate(server, { key, path: `/gate/${"x".repeat(2000)}` });
      const now = readWal(wal);
      if (now.size < last.size || now.sequence !== last.sequence) begunAgain = true;
      last = now;
    },
  );
  expect(begunAgain, `the WAL has ${last.size} bytes`).toBe(true);
});
