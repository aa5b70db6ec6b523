import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import type { RouteMatch } from "#lib/api/route-table.ts";
import type { Route } from "#lib/api/routes.ts";
import { onePerTick, startsAtOnce } from "#lib/server/one-per-tick.ts";

test("each starts in its own turn of the event loop, in order", async () => {
  const events: string[] = [];
  const tick = () => new Promise<void>((resolve) => setImmediate(resolve));
  for (const name of ["a", "b", "c"]) onePerTick(() => events.push(name));
  for (let turn = 1; turn <= 4; turn += 1) {
    await tick();
    events.push(`turn ${turn}`);
  }
  expect(events).toEqual(["a", "turn 1", "b", "turn 2", "c", "turn 3", "turn 4"]);
  onePerTick(() => events.push("d"));
  await tick();
  expect(events.at(-1)).toBe("d");
});

const KEY = { "x-api-key": "lk_live_unknown" };

function atOnce(access: string, headers: Record<string, string>): boolean {
  const methods = new Map([["POST", { spec: { access } }]]);
  const route = { target: { methods } } as unknown as RouteMatch<Route>;
  return startsAtOnce({ method: "POST", headers } as unknown as IncomingMessage, route);
}

test("only API requests with a key start at once", () => {
  expect(atOnce("actor", KEY)).toBe(true);
  expect(atOnce("actor", { authorization: "Bearer lk_live_unknown" })).toBe(true);
  expect(atOnce("actor", { authorization: "Bearer eyJhbGciOiJFZERTQSJ9.e30.AAAA" })).toBe(false);
  expect(atOnce("actor", { cookie: "session" })).toBe(false);
});

test("a key doesn't let a request start at once that needs none, such as a log-in", () => {
  for (const access of ["public", "optional"]) expect(atOnce(access, KEY), access).toBe(false);
  expect(startsAtOnce({ method: "POST", headers: KEY } as unknown as IncomingMessage, null)).toBe(false);
});
