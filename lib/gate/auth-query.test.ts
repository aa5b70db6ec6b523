import { describe, expect, test } from "vitest";
import { readAuthRequest } from "#lib/gate/auth-query.ts";
import { isProblem } from "#lib/problem.ts";

const JUST_ASKED = { scopes: [], cost: 1, collapseStatus: false };

describe("what is asked, and of which request", () => {
  test.each([
    // The operator's whole query; headers tell of the request.
    ["/gate", JUST_ASKED, null],
    ["/gate?", JUST_ASKED, null],
    ["/gate?scope=data:read", { ...JUST_ASKED, scopes: ["data:read"] }, null],
    ["/gate?scope=a&scope=b,c+d,a", { ...JUST_ASKED, scopes: ["a", "b", "c", "d"] }, null],
    ["/gate?scope=data%3Aread%20x", { ...JUST_ASKED, scopes: ["data:read", "x"] }, null],
    ["/gate?scope=&scope=,", JUST_ASKED, null],
    ["/gate?cost=0", { ...JUST_ASKED, cost: 0 }, null],
    ["/gate?cost=1000000&fold=1", { ...JUST_ASKED, cost: 1_000_000, collapseStatus: true }, null],
    ["/gate?fold=true", JUST_ASKED, null],
    // The operator's parameters in the path; the query behind is the client's.
    [
      "/gate;scope=a;scope=b;cost=5;fold=1/orders",
      { scopes: ["a", "b"], cost: 5, collapseStatus: true },
      "/orders",
    ],
    [
      "/gate;scope=a;cost=5/orders?scope=x&cost=0&fold=1",
      { scopes: ["a"], cost: 5, collapseStatus: false },
      "/orders?scope=x&cost=0&fold=1",
    ],
    ["/gate;/orders?cost=0", JUST_ASKED, "/orders?cost=0"],
    ["/gate;cost=0?cost=9", { ...JUST_ASKED, cost: 0 }, null],
    // The client's request as it is.
    ["/gate/", JUST_ASKED, "/"],
    ["/gate/orders/7?page=2", JUST_ASKED, "/orders/7?page=2"],
    ["/gate/a;scope=x;cost=0;fold=1/b", JUST_ASKED, "/a;scope=x;cost=0;fold=1/b"],
    ["/gate/gate;cost=0/b", JUST_ASKED, "/gate;cost=0/b"],
    ["/gate//host/x", JUST_ASKED, "//host/x"],
    ["/gate/a?x=/b?cost=0", JUST_ASKED, "/a?x=/b?cost=0"],
  ])("%s", (url, query, target) => {
    expect(readAuthRequest(url)).toEqual({ query, target });
  });
});

test.each([
  "/",
  "/gates",
  "/gate2",
  "/gate%3Bcost=0",
  "/GATE",
  "/a/gate",
  "//gate",
  "http://host/gate",
  "/verify",
])("%s is no query", (url) => {
  expect(readAuthRequest(url)).toBeNull();
});

test("a client's query makes the query harder, never easier: no cost below 1, no folded answers", () => {
  expect(readAuthRequest("/gate/orders?scope=a&cost=0&fold=1")?.query).toEqual({
    scopes: ["a"],
    cost: 1,
    collapseStatus: false,
  });
  expect(readAuthRequest("/gate/orders?cost=7&fold=1")?.query).toEqual({
    scopes: [],
    cost: 7,
    collapseStatus: false,
  });
});

test.each(["", "-1", "+1", "1.5", "1e3", "0x1", "1000001", "99999999", "%D9%A1", "1,1", "one"])(
  "a cost of %j is refused, wherever it is written",
  (cost) => {
    for (const url of [`/gate?cost=${cost}`, `/gate;cost=${cost}/orders`, `/gate/orders?cost=${cost}`]) {
      const { query } = readAuthRequest(url)!;
      expect(isProblem(query) && query.code, url).toBe("invalid_parameter");
    }
  },
);

test("what a client writes pushes none of the operator's querys out of memory", () => {
  const own = ["/gate?scope=kept&cost=3", "/gate;scope=kept;cost=3/orders"];
  const before = own.map((url) => readAuthRequest(url)!.query);
  for (let i = 0; i < 5000; i += 1) {
    readAuthRequest(`/gate/orders?page=${i}`);
    readAuthRequest(`/gate;scope=kept/orders?page=${i}`);
  }
  expect(own.map((url) => readAuthRequest(url)!.query === before[own.indexOf(url)])).toEqual([true, true]);
});
