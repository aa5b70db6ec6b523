import type { Place } from "#e2e/world.ts";
import { bin, type Ended, run } from "#scripts/processes.ts";

/** What the operator types at the machine, beside the running server: `npm run cli -- …`. */
export function cli(place: Place, ...words: string[]): Promise<Ended> {
  const env = { ...process.env, DATA_DIR: place.dataDir, DATABASE_URL: place.databaseUrl, ENV_FILE: "" };
  return run(bin("node"), ["scripts/cli.ts", ...words], { env });
}
