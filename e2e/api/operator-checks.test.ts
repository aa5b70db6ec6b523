import { beforeAll, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { newOperator, operate } from "#e2e/api/operators.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
let operator: Developer;

beforeAll(async () => {
  operator = await newOperator(server);
});

test("the checklist names every item's state, and what to do about those that aren't fine", async () => {
  const { status, body } = await operate(server, operator, "GET", "checklist");
  expect(status).toBe(200);
  const items: { id: string; state: string; fix: string | null }[] = body.data.items;
  expect(items.map(({ id }) => id)).toEqual([
    "https",
    "trusted_proxies",
    "secret",
    "email_server",
    "email_queue",
    "backup",
    "permissions",
    "disk_space",
    "clock",
  ]);
  for (const { id, state, fix } of items) expect(fix === null, id).toBe(state === "ok");
  expect(body.data.ready).toBe(items.every(({ state }) => state !== "problem"));
});

test("operators export the events of all workspaces, each with its workspace", async () => {
  const developer = await newDeveloper(server);
  const token = developer.accessToken;
  const { id } = await newKey(server, developer, { name: "=exported" });
  const workspaceId = (await call(server, "GET", "/api/v1/me", { token })).body.data.workspace.id;
  const download = (format: string) =>
    fetch(`${server.url}/api/v1/operator/audit-events?target_id=${id}&format=${format}`, {
      headers: { authorization: `Bearer ${operator.accessToken}` },
    });
  const ndjson = await download("ndjson");
  expect(ndjson.headers.get("content-type")).toBe("application/x-ndjson");
  expect(ndjson.headers.get("content-disposition")).toContain("audit-events.ndjson");
  const lines = (await ndjson.text()).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ action: "key.created", workspace_id: workspaceId }),
  ]);
  const [head, row] = (await (await download("csv")).text()).split("\r\n");
  expect(head).toMatch(/^id,at,action,.*,changes,workspace_id$/);
  expect(row).toMatch(new RegExp(`^evt_.*'=exported.*,${workspaceId}$`));
});

test("an export whose range ends before it starts is refused", async () => {
  const range = "from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z";
  const refused = await operate(server, operator, "GET", `audit-events?format=csv&${range}`);
  expectProblem(refused, 400, "invalid_parameter");
});
