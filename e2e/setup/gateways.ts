import type { TestProject } from "vitest/node";
import { startTestServer } from "#e2e/test-server.ts";
import { ensureBuild } from "#scripts/build.ts";
import { findGateways, type Gateway } from "#scripts/gateways.ts";

declare module "vitest" {
  interface ProvidedContext {
    programs: Record<Gateway, string>;
  }
}

/** One server for all test files, and the gateways' programs. */
export default async function setup(project: TestProject) {
  await ensureBuild(console.log);
  project.provide("programs", findGateways());
  // The gateway is a trusted proxy, so the client's address is the one it forwards.
  const server = await startTestServer({ dialect: "sqlite", env: { TRUSTED_PROXIES: "127.0.0.1,::1" } });
  project.provide("server", server.record);
  return () => server.end();
}
