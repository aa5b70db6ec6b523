import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { beforeAll, expect, inject, test } from "vitest";
import { call } from "#e2e/api/client.ts";
import { connectTo } from "#e2e/test-server.ts";
import { loadRoutes } from "#lib/api/routes.ts";

const server = connectTo(inject("server"));
const METHODS = new Set(["get", "post", "put", "patch", "delete"]);

interface Operation {
  operationId: string;
  security?: object[];
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
  parameters: { name: string; in: string; required: boolean }[];
}

let document: {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { examples: unknown[] }> };
};
let operations: { method: string; path: string; operation: Operation }[];

beforeAll(async () => {
  const answer = await call(server, "GET", "/api/v1/openapi.json");
  expect(answer.status).toBe(200);
  document = answer.body;
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.has(method))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
});

test("the document is valid OpenAPI 3.1", async () => {
  expect(document.openapi).toMatch(/^3\.1\.\d$/);
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

test("the document has every route and method of the API, and no others", async () => {
  const served = (await loadRoutes()).flatMap(({ path, methods }) =>
    [...methods.keys()].map((method) => `${method} ${path}`),
  );
  expect(served.length).toBeGreaterThan(20);
  expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(served.sort());
});

test("every $ref resolves", () => {
  const refs: string[] = [];
  JSON.stringify(document, (key, value) => {
    if (key === "$ref") refs.push(value);
    return value;
  });
  expect(refs.length).toBeGreaterThan(20);
  for (const ref of new Set(refs)) {
    expect(ref).toMatch(/^#\//);
    const found = ref
      .slice(2)
      .split("/")
      .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document);
    expect(found, ref).toBeTypeOf("object");
  }
});

test("every named schema has an example that it accepts", () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, "openapi");
  const { schemas } = document.components;
  expect(Object.keys(schemas).length).toBeGreaterThan(30);
  for (const [name, { examples }] of Object.entries(schemas)) {
    const accepts = ajv.getSchema(`openapi#/components/schemas/${name}`)!;
    expect(examples, name).toHaveLength(1);
    expect(accepts(examples[0]), `${name}: ${ajv.errorsText(accepts.errors)}`).toBe(true);
  }
});

test("operation ids are unique, and every path parameter is declared", () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, operation } of operations) {
    const declared = operation.parameters
      .filter((p) => p.in === "path" && p.required)
      .map(({ name }) => name);
    expect(declared, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  }
});

test("every error is documented as a problem, and every protected operation documents 401", () => {
  for (const { path, operation } of operations) {
    for (const [status, { content }] of Object.entries(operation.responses))
      if (Number(status) >= 400)
        expect(Object.keys(content ?? {}), path).toEqual(["application/problem+json"]);
    const open = operation.security?.length === 0;
    expect("401" in operation.responses || open, `${path} has a 401`).toBe(true);
  }
});

test("responses without a credential match the document", async () => {
  for (const { method, path, operation } of operations) {
    const body = method === "GET" ? undefined : {};
    const { status, headers } = await call(server, method, path.replace(/\{\w+\}/g, "x"), { body });
    const described = operation.responses[status]?.content ?? {};
    const type = headers.get("content-type");
    expect(Object.keys(described), `${method} ${path}: ${status}`).toContain(type);
  }
});

test("every pattern is understood by the regular expressions of other languages, too", () => {
  const patterns: string[] = [];
  JSON.stringify(document, (key, value) => {
    if (key === "pattern" && typeof value === "string") patterns.push(value);
    return value;
  });
  expect(patterns.length).toBeGreaterThan(5);
  for (const pattern of new Set(patterns)) {
    // Unicode classes, code points, back references, look-around and named groups differ, or are missing in some.
    expect(pattern).not.toMatch(/\\[puk1-9]|\(\?(?!:)/i);
    expect(() => [new RegExp(pattern), new RegExp(pattern, "u")], pattern).not.toThrow();
  }
});
