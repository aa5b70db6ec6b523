import { readFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { call } from "#e2e/api/client.ts";
import { connectTo } from "#e2e/test-server.ts";
import { SNAPSHOT, snapshotOf } from "#sdk/openapi-snapshot.ts";

const server = connectTo(inject("server"));

test("the SDKs' types are generated from the OpenAPI document that the server has (npm run sdk:openapi writes it)", async () => {
  const { body } = await call(server, "GET", "/api/v1/openapi.json");
  expect(readFileSync(SNAPSHOT, "utf8") === snapshotOf(body)).toBe(true);
});
