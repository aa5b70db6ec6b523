import type { TestServer } from "#e2e/test-server.ts";
import { bin, type Ended, run } from "#scripts/processes.ts";

/** Runs `npm run cli -- …` as the operator does while the server runs. */
export function cli(server: TestServer, ...words: string[]): Promise<Ended> {
  const env = { ...process.env, DATA_DIR: server.dataDir, DATABASE_URL: server.databaseUrl, ENV_FILE: "" };
  return run(bin("node"), ["scripts/cli.ts", ...words], { env });
}
