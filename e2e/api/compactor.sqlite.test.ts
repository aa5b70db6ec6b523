import { afterAll, beforeAll, expect, test } from "vitest";
import { type MortalServer, startMortalServer } from "#e2e/api/mortal-server.ts";
import { untilCompacted } from "#e2e/api/store.ts";

let mortal: MortalServer;

beforeAll(async () => {
  mortal = await startMortalServer();
});

afterAll(() => mortal?.end());

test("when the compactor thread dies, requests go on and a new thread compacts them", async () => {
  expect(await mortal.endThread("compactor")).toEqual([200]);
  await untilCompacted(mortal.server);
});
