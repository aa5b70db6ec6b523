import type { TestServer } from "#e2e/test-server.ts";
import { bin, type Ended, run } from "#scripts/processes.ts";

/** Runs `npm run cli -- …` as the operator does while the server runs. */
export function cli(server: TestServer, ...words: string[]): Promise<Ended> {
  return run(bin("node"), ["scripts/cli.ts", ...words], { env: settingsOf(server) });
}

/** Runs a line that an operator types into a shell, with `npm run cli`. */
export function shell(server: TestServer, line: string, env: Record<string, string> = {}): Promise<Ended> {
  return run("sh", ["-c", line], { env: { ...settingsOf(server), ...env } });
}

const settingsOf = (server: TestServer) => ({
  ...process.env,
  APP_URL: server.url,
  DATA_DIR: server.dataDir,
  DATABASE_URL: server.databaseUrl,
  ENV_FILE: "",
  ...(server.gateUrls.length > 1 && { CLUSTER: "1" }),
});
