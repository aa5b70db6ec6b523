import { request } from "node:http";
import { expect, inject, test } from "vitest";
import { addEvents, removeUnsealed } from "#e2e/api/audit-store.ts";
import { call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const log = ({ accessToken: token }: Developer, search: string) =>
  call(server, "GET", `/api/v1/audit-events${search}`, { token });

// In a cluster, each instance has slots of its own.
test("a client that stops reading takes its workspace's export slot, no one else's, and leaving frees it", async () => {
  const [ada, bob] = [await newDeveloper(server), await newDeveloper(server)];
  await addEvents(server, ada, 40_000);
  const url = new URL(`${server.url}/api/v1/audit-events?format=ndjson`);
  const slow = request(url, { headers: { authorization: `Bearer ${ada.accessToken}` } });
  slow.on("error", () => {});
  slow.end();
  await new Promise<void>((resolve) => {
    slow.once("response", (response) => {
      response.once("readable", () => resolve());
    });
  });
  const refused = await log(ada, "?format=csv");
  expectProblem(refused, 409, "conflict", "export_in_progress");
  expect((await log(bob, "?format=csv")).status).toBe(200);
  slow.destroy();
  await expect
    .poll(async () => (await log(ada, "?format=csv&to=2020-01-01T00:00:00Z")).status, { timeout: 5000 })
    .toBe(200);
  await removeUnsealed(server);
});
