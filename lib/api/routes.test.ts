import { expect, test } from "vitest";
import { endpoint } from "#lib/api/endpoint.ts";
import { endpointsOf } from "#lib/api/routes.ts";

const GET = endpoint({ summary: "Anything", tag: "Test", handle: () => undefined });

test("a route's endpoints are known by their methods, and its other exports are left alone", () => {
  expect([...endpointsOf({ GET, dynamic: "force-dynamic" }, "route.ts")]).toEqual([["GET", GET]]);
});

test("the server refuses to start with a handler that was not created with endpoint()", () => {
  const handler = async () => new Response("for everybody");
  expect(() => endpointsOf({ GET, POST: handler }, "app/api/v1/open/route.ts")).toThrow(
    "app/api/v1/open/route.ts: POST must be created with endpoint().",
  );
});
