// npm run sdk:openapi: writes the part of the OpenAPI document that the SDKs' types are generated from.
import { writeFileSync } from "node:fs";
import { startTestServer } from "#e2e/test-server.ts";
import { ensureBuild } from "#scripts/build.ts";
import { SNAPSHOT, snapshotOf } from "./openapi-snapshot.ts";

await ensureBuild(console.log);
const server = await startTestServer({ dialect: "sqlite" });
try {
  writeFileSync(SNAPSHOT, snapshotOf(await (await fetch(`${server.url}/api/v1/openapi.json`)).json()));
} finally {
  await server.end();
}
