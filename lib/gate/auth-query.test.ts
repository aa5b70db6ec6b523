import { describe, expect, test } from "vitest";
import { readAuthRequest } from "#lib/gate/auth-query.ts";
import { isProblem } from "#lib/problem.ts";

const DEFAULTS = { scopes: [], cost: 1, collapseStatus: false };

describe("readAuthRequest reads the query and the client's original path", () => {
  test.each([
    // The operator's query; the original path comes in headers.
    ["/gate", DEFAULTS, null],
    ["/gate?", DEFAULTS, null],
    ["/gate?scope=data:read", { ...DEFAULTS, scopes: ["data:read"] }, null],
    ["/gate?scope=a&scope=b,c+d,a", { ...DEFAULTS, scopes: ["a", "b", "c", "d"] }, null],
    ["/gate?scope=data%3Aread%20x", { ...DEFAULTS, scopes: ["data:read", "x"] }, null],
    ["/gate?scope=&scope=,", DEFAULTS, null],
    ["/gate?cost=0", { ...DEFAULTS, cost: 0 }, null],
    ["/gate?cost=1000000&fold=1", { ...DEFAULTS, cost: 1_000_000, collapseStatus: true }, null],
    ["/gate?fold=true", DEFAULTS, null],
    // The operator's parameters are in the path; the query is the client's.
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
    ["/gate;/orders?cost=0", DEFAULTS, "/orders?cost=0"],
    ["/gate;cost=0?cost=9", { ...DEFAULTS, cost: 0 }, null],
    // Path and query are the client's.
    ["/gate/", DEFAULTS, "/"],
    ["/gate/orders/7?page=2", DEFAULTS, "/orders/7?page=2"],
    ["/gate/a;scope=x;cost=0;fold=1/b", DEFAULTS, "/a;scope=x;cost=0;fold=1/b"],
    ["/gate/gate;cost=0/b", DEFAULTS, "/gate;cost=0/b"],
    ["/gate//host/x", DEFAULTS, "//host/x"],
    ["/gate/a?x=/b?cost=0", DEFAULTS, "/a?x=/b?cost=0"],
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
])("%s is not a gate path", (url) => {
  expect(readAuthRequest(url)).toBeNull();
});

test("a client's parameters can only make the check stricter: no cost below 1, no collapsed status", () => {
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
  "a cost of %j is rejected, in each form of the URL",
  (cost) => {
    for (const url of [`/gate?cost=${cost}`, `/gate;cost=${cost}/orders`, `/gate/orders?cost=${cost}`]) {
      const { query } = readAuthRequest(url)!;
      expect(isProblem(query) && query.code, url).toBe("invalid_parameter");
    }
  },
);

test("client queries never evict the operator's queries from the cache", () => {
  const own = ["/gate?scope=cached&cost=3", "/gate;scope=cached;cost=3/orders"];
  const before = own.map((url) => readAuthRequest(url)!.query);
  for (let i = 0; i < 5000; i += 1) {
    readAuthRequest(`/gate/orders?page=${i}`);
    readAuthRequest(`/gate;scope=cached/orders?page=${i}`);
  }
  expect(own.map((url) => readAuthRequest(url)!.query === before[own.indexOf(url)])).toEqual([true, true]);
});

test("a scope with a control character is refused, because the log can't store it", () => {
  for (const url of ["/gate?scope=%00", "/gate;scope=a%07/orders", "/gate/orders?scope=%00"])
    expect(readAuthRequest(url)?.query).toMatchObject({ code: "invalid_parameter" });
});

test("more scopes than a key can have, and longer ones, are refused", () => {
  const [many, long] = [Array(101).fill("a").join("+"), "a".repeat(101)];
  for (const scope of [many, long])
    for (const url of [`/gate?scope=${scope}`, `/gate;scope=${scope}/orders`, `/gate/orders?scope=${scope}`])
      expect(readAuthRequest(url)?.query).toMatchObject({ code: "invalid_parameter" });
});

const KEY = { header: "x-api-key" };
const MINE = { header: "x-my-key" };

test.each([
  ["/gate?credential=header:x-api-key", [KEY]],
  ["/gate?credential=header%3AX-My-Key&credential=bearer", [MINE, { bearer: true }]],
  ["/gate;credential=header:x-my-key/orders?access_token=x", [MINE]],
])("%s names where the credential is", (url, credentialIn) => {
  expect(readAuthRequest(url)?.query).toMatchObject({ credentialIn });
});

test.each([
  "",
  "x-api-key",
  "header:",
  "header:a b",
  "header:a:b",
  `header:${"a".repeat(65)}`,
  "Bearer",
  "query:key",
])("credential=%s is rejected", (value) => {
  for (const url of [
    `/gate?credential=${encodeURIComponent(value)}`,
    `/gate?credential=bearer&credential=${value}`,
  ])
    expect(readAuthRequest(url)?.query).toMatchObject({ code: "invalid_parameter" });
});

test("a client can't choose where its credential is: its own parameter of that name is not read", () => {
  for (const value of ["header:x-forged", "nonsense"])
    expect(readAuthRequest(`/gate/orders?credential=${value}`)).toEqual({
      query: DEFAULTS,
      target: `/orders?credential=${value}`,
    });
});
