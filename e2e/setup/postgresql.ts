import type { TestProject } from "vitest/node";
import { providePostgresql } from "#scripts/postgresql.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresqlUrl: string;
  }
}

// Projects of one run share the server.
let server: ReturnType<typeof providePostgresql> | undefined;
let users = 0;

export default async function setup(project: TestProject) {
  users++;
  server ??= providePostgresql();
  const { url, stop } = await server;
  project.provide("postgresqlUrl", url);
  return async () => {
    if (--users === 0) await stop();
  };
}
