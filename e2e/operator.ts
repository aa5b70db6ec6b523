import type { TestServer } from "#e2e/test-server.ts";
import { bin, type Ended, run } from "#scripts/processes.ts";

/** What the operator types at the machine, beside the running server: `npm run cli -- …`. */
export function cli(server: TestServer, ...words: string[]): Promise<Ended> {
  const env = { ...process.env, DATA_DIR: server.dataDir, DATABASE_URL: server.databaseUrl, ENV_FILE: "" };
  return run(bin("node"), ["scripts/cli.ts", ...words], { env });
}
