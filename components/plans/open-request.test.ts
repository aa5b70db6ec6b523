import { expect, test } from "vitest";
import { openRequest } from "#components/plans/open-request.ts";
import type { PublicEvent } from "#lib/audit/schema.ts";

const event = (at: string) =>
  ({
    at,
    actor: { type: "user", id: "usr_1", label: "ada@example.test" },
    changes: { plan: { before: "trial", after: "pro" } },
  }) as unknown as PublicEvent;

const open = (events: Record<string, string>) =>
  openRequest(async (action) => (events[action] ? event(events[action]) : undefined));

test("a request is open until it is answered with another plan or a no", async () => {
  const asked = "2026-11-02T00:00:00.000Z";
  const [before, after] = ["2026-11-01T00:00:00.000Z", "2026-11-03T00:00:00.000Z"];
  const request = { plan: "pro", at: asked, by: "ada@example.test" };
  expect(await open({})).toBeNull();
  expect(await open({ "workspace.plan_requested": asked })).toEqual(request);
  for (const answer of ["workspace.plan_changed", "workspace.plan_request_declined"]) {
    expect(await open({ "workspace.plan_requested": asked, [answer]: before })).toEqual(request);
    expect(await open({ "workspace.plan_requested": asked, [answer]: after })).toBeNull();
  }
});
