import { expect, test } from "vitest";
import { keyQueryString, loadKeyFilter } from "#components/key-list/key-filter.ts";

const queryOf = (search: Record<string, string>) =>
  Object.fromEntries(new URLSearchParams(keyQueryString(loadKeyFilter(search))));

test("revoked keys are hidden by default, and newest keys come first", () => {
  expect(queryOf({})).toEqual({
    environment: "live",
    status: "active,disabled,expired",
    sort: "-created_at",
    limit: "25",
  });
});

test("all keys have no status in the query", () => {
  expect(queryOf({ status: "all", environment: "test" })).not.toHaveProperty("status");
});

test("unknown values mean the default", () => {
  expect(queryOf({ status: "lost", sort: "-secret", environment: "moon" })).toEqual(queryOf({}));
});

test("a search is as long as the API accepts, without control characters", () => {
  expect(queryOf({ q: ` \u0000${"x".repeat(300)}` }).q).toBe("x".repeat(100));
  expect(queryOf({ q: " \n " })).not.toHaveProperty("q");
});
