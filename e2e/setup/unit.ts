// Every unit test file gets its own migrated database. The app reads its environment when it is imported, so
// nothing of it may be imported before the environment is set.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, inject } from "vitest";
import { createDatabase } from "#e2e/database.ts";

const dataDir = mkdtempSync(join(tmpdir(), "latchkey-unit-"));
const postgresqlUrl = inject("postgresqlUrl");
const database = postgresqlUrl ? await createDatabase(postgresqlUrl) : null;

process.env.DATA_DIR = dataDir;
process.env.DATABASE_URL = database?.url ?? `file:${join(dataDir, "latchkey.db")}`;
process.env.LOG_LEVEL = "silent";
process.env.ENV_FILE = "";
for (const name of ["APP_URL", "SMTP_URL", "AUTH_SECRET", "KEY_PREFIX", "TRUSTED_PROXIES"])
  delete process.env[name];

const { migrate } = await import("#db/migrate.ts");
const { close } = await import("#db/client.ts");
await migrate();

afterAll(async () => {
  await close();
  await database?.drop();
  rmSync(dataDir, { recursive: true, force: true });
});
