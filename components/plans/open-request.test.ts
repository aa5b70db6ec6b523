import { expect, test } from "vitest";
import { openRequest } from "#components/plans/open-request.ts";
import type { PublicEvent } from "#lib/audit/schema.ts";

const event = (id: string, changes: object) =>
  ({
    id,
    at: "2026-11-02T00:00:00.000Z",
    actor: { type: "user", id: "usr_1", label: "ada@example.test" },
    changes,
  }) as unknown as PublicEvent;

const asked = event("evt_2", { plan: { before: "trial", after: "pro" } });
const naming = (id: string) => event("evt_9", { request: { before: null, after: id } });
const open = (events: Record<string, PublicEvent>) => openRequest(async (action) => events[action]);

test("a request is open until a decision names it", async () => {
  const request = { plan: "pro", at: asked.at, by: "ada@example.test" };
  expect(await open({})).toBeNull();
  expect(await open({ "workspace.plan_requested": asked })).toEqual(request);
  for (const decision of ["workspace.plan_request_accepted", "workspace.plan_request_declined"]) {
    const about = (id: string) => open({ "workspace.plan_requested": asked, [decision]: naming(id) });
    expect(await about("evt_1")).toEqual(request);
    expect(await about("evt_2")).toBeNull();
  }
});
