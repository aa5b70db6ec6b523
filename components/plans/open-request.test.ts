import { expect, test } from "vitest";
import { openRequest } from "#components/plans/open-request.ts";
import type { PublicEvent } from "#lib/audit/schema.ts";

const event = (at: string) =>
  ({
    at,
    actor: { type: "user", id: "usr_1", label: "ada@example.test" },
    changes: { plan: { before: "trial", after: "pro" } },
  }) as unknown as PublicEvent;

test("a request is open until the plan is changed", () => {
  const asked = event("2026-11-02T00:00:00.000Z");
  const open = { plan: "pro", at: asked.at, by: "ada@example.test" };
  expect(openRequest(undefined, undefined)).toBeNull();
  expect(openRequest(asked, undefined)).toEqual(open);
  expect(openRequest(asked, event("2026-11-01T00:00:00.000Z"))).toEqual(open);
  expect(openRequest(asked, event("2026-11-03T00:00:00.000Z"))).toBeNull();
});
