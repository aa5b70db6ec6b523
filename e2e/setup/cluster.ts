import type { TestProject } from "vitest/node";
import { logLinesOf } from "#e2e/api/log-lines.ts";
import { startCluster } from "#e2e/cluster/cluster.ts";
import { ensureBuild } from "#scripts/build.ts";
import { providePostgresql } from "#scripts/postgresql.ts";

/** Three instances for all test files of the project, behind a switch that looks like one server. */
export default async function setup(project: TestProject) {
  await ensureBuild(console.log);
  const postgresql = await providePostgresql();
  const { server, end } = await startCluster({ postgresqlUrl: postgresql.url, waitForPages: true });
  const { mailbox, ...rest } = server;
  project.provide("server", { ...rest, mailFolder: mailbox.folder });
  project.provide("postgresqlUrl", postgresql.url);
  return async () => {
    try {
      logLinesOf(server);
    } finally {
      await end();
      await postgresql.stop();
    }
  };
}
