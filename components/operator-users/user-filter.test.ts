import { expect, test } from "vitest";
import { loadUserFilter, userQuery } from "#components/operator-users/user-filter.ts";

const now = Date.parse("2026-11-28T12:00:00Z");

test("the URL selects users by text, status and how long ago they joined", () => {
  const filter = loadUserFilter({ q: " ada\u0000 ", status: "suspended", joined: "7d" });
  expect(userQuery(filter, now)).toEqual({
    limit: 25,
    q: "ada",
    status: "suspended",
    from: new Date("2026-11-21T12:00:00Z"),
  });
});

test("what the URL can't mean is left out", () => {
  expect(userQuery(loadUserFilter({ status: "x", joined: "1y" }), now)).toEqual({ limit: 25 });
});
