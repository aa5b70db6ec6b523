import type { TestProject } from "vitest/node";
import { logLinesOf } from "#e2e/api/log-lines.ts";
import { type ServerRecord, startTestServer } from "#e2e/test-server.ts";
import { ensureBuild } from "#scripts/build.ts";
import { providePostgresql } from "#scripts/postgresql.ts";

declare module "vitest" {
  interface ProvidedContext {
    server: ServerRecord;
  }
}

/** One server for all test files of an API project. */
export default async function setup(project: TestProject) {
  await ensureBuild(console.log);
  const postgresql = project.name === "api-postgresql" ? await providePostgresql() : undefined;
  const server = await startTestServer({
    dialect: postgresql ? "postgresql" : "sqlite",
    postgresqlUrl: postgresql?.url,
    waitForPages: true,
    // Tests choose their own client addresses, so that limits by address don't affect other tests.
    // Together, all test files send more requests without a credential than one server allows.
    env: { TRUSTED_PROXIES: "127.0.0.1,::1", POSTS_PER_NETWORK_MINUTE: "0" },
  });
  project.provide("server", server.record);
  project.provide("postgresqlUrl", postgresql?.url ?? "");
  return async () => {
    await server.stop();
    try {
      // Whatever the tests have sent, the server printed only lines of its log.
      logLinesOf(server);
    } finally {
      await server.end();
      await postgresql?.stop();
    }
  };
}
