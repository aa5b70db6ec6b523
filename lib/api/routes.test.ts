import { describe, expect, test } from "vitest";
import { endpoint } from "#lib/api/endpoint.ts";
import { RouteTable } from "#lib/api/route-table.ts";
import { endpointsOf } from "#lib/api/routes.ts";
import { templateOf, templates } from "#lib/api/routes-of-folder.ts";

const GET = endpoint({ summary: "Anything", tag: "Test", handle: () => undefined });

test("a route's endpoints are found by method, and its other exports are ignored", () => {
  expect([...endpointsOf({ GET, dynamic: "force-dynamic" }, "route.ts")]).toEqual([["GET", GET]]);
});

test("the server refuses to start with a handler that was not created with endpoint()", () => {
  const handler = async () => new Response("for everybody");
  expect(() => endpointsOf({ GET, POST: handler }, "app/api/v1/open/route.ts")).toThrow(
    "app/api/v1/open/route.ts: POST must be created with endpoint().",
  );
});

describe("RouteTable", () => {
  const table = new RouteTable<string>(
    ["/api/v1/keys", "/api/v1/keys/{id}", "/api/v1/keys/import", "/api/v1/{kind}/{id}/usage"].map(
      (template) => [template, template],
    ),
  );

  test.each([
    ["/api/v1/keys", "/api/v1/keys", {}],
    ["/api/v1/keys/key_1", "/api/v1/keys/{id}", { id: "key_1" }],
    ["/api/v1/keys/keys", "/api/v1/keys/{id}", { id: "keys" }],
    ["/api/v1/keys/import", "/api/v1/keys/import", {}],
    ["/api/v1/usage/usage/usage", "/api/v1/{kind}/{id}/usage", { kind: "usage", id: "usage" }],
    ["/api/v1/keys/a%20b", "/api/v1/keys/{id}", { id: "a b" }],
  ])("%s matches %s, whatever the parameter values are", (path, target, params) => {
    expect(table.find(path)).toEqual({ target, params });
  });

  test.each(["/api/v1", "/api/v1/keys/", "/api/v1/keys/a/b", "/api/v1/keysx"])(
    "%s matches no route",
    (path) => {
      expect(table.find(path)).toBeNull();
    },
  );

  test("the templates are derived from the files of the API", () => {
    expect(templates().find("/api/v1/keys/key_1/rotate")?.target).toBe("/api/v1/keys/{id}/rotate");
    expect(templateOf("app/api/v1/scopes/[name]/route.ts")).toBe("/api/v1/scopes/{name}");
  });
});
