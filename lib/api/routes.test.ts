import { expect, test } from "vitest";
import { endpoint } from "#lib/api/endpoint.ts";
import { endpointsOf } from "#lib/api/routes.ts";

const GET = endpoint({ summary: "Anything", tag: "Test", handle: () => undefined });

test("a route's endpoints are known by their methods, and its other exports are left alone", () => {
  expect([...endpointsOf({ GET, dynamic: "force-dynamic" }, "route.ts")]).toEqual([["GET", GET]]);
});

test("a handler that no endpoint guards keeps the server from starting", () => {
  const handler = async () => new Response("for everybody");
  expect(() => endpointsOf({ GET, POST: handler }, "app/api/v1/open/route.ts")).toThrow(
    "app/api/v1/open/route.ts: POST has to be made with endpoint().",
  );
});
