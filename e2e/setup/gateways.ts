import type { TestProject } from "vitest/node";
import { startTestServer } from "#e2e/test-server.ts";
import { ensureBuild } from "#scripts/build.ts";
import { findPrograms, type Program } from "#scripts/programs.ts";

declare module "vitest" {
  interface ProvidedContext {
    programs: Record<Program, string>;
  }
}

/** One server for all test files, and the programs that run beside it. */
export default async function setup(project: TestProject) {
  await ensureBuild(console.log);
  project.provide("programs", findPrograms());
  // The gateway is a trusted proxy, so the client's address is the one it forwards.
  const server = await startTestServer({ dialect: "sqlite", env: { TRUSTED_PROXIES: "127.0.0.1,::1" } });
  project.provide("server", server.record);
  return () => server.end();
}
