import { createLoader } from "nuqs/server";
import { expect, test } from "vitest";
import {
  apiQuery,
  countFilters,
  nameOfList,
  noFilter,
  reachesNow,
  requestFilters,
} from "#components/requests/request-filter.ts";
import { RequestListQuery } from "#lib/usage/request-query.ts";

const load = createLoader(requestFilters);
const now = Date.parse("2026-11-28T09:00:00Z");
const keyId = `key_${"a".repeat(25)}`;

test("the filters of a link become the API's parameters", () => {
  const filter = load(
    `?key=${keyId}&status=4xx&code=rate_limited&method=GET&path=/v1/*&ip=::1&range=1h&by=all`,
  );
  const query = apiQuery("test", filter, now);
  expect(query).toEqual({
    ...{ environment: "test", key_id: keyId, status: "4xx", code: "rate_limited", method: "GET" },
    ...{ path: "/v1/*", ip: "::1", from: "2026-11-28T08:00:00.000Z" },
  });
  expect(RequestListQuery.safeParse(query).success).toBe(true);
});

test("requests with API keys are shown by default", () => {
  expect(apiQuery("live", noFilter, now)).toEqual({ environment: "live", made_by: "api_key" });
});

test.each([
  ...["key=x", "status=9xx", "status=abc", "code=A-B", "method=g%00", "ip=example.com", "range=2y", "by=me"],
  ...["from=yesterday", "path="],
])("the unusable filter %s counts as not set", (search) => {
  expect(load(`?${search}`)).toEqual(noFilter);
});

test("equal filters name the same list, and others another", () => {
  expect(nameOfList("live", load("?status=4xx&ip=::1"))).toBe(nameOfList("live", load("?ip=::1&status=4xx")));
  expect(nameOfList("live", noFilter)).not.toBe(nameOfList("test", noFilter));
});

test("a custom range counts as one filter", () => {
  expect(countFilters(load("?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z&method=GET"))).toBe(2);
});

test("a range that ends in the past can't get new requests", () => {
  expect(reachesNow(load("?to=2026-11-27T00:00:00Z"), now)).toBe(false);
  expect(reachesNow(load("?to=2026-11-29T00:00:00Z"), now)).toBe(true);
  expect(reachesNow(load("?range=1h"), now)).toBe(true);
});
