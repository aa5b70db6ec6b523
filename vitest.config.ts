import { defineConfig } from "vitest/config";

const units = ["{lib,db,app,components,scripts}/**/*.test.ts"];
const dialects = ["sqlite", "postgresql"] as const;
const DRIZZLE = [
  "drizzle-orm",
  ...["sqlite-core", "better-sqlite3", "better-sqlite3/migrator"].map((part) => `drizzle-orm/${part}`),
  ...["pg-core", "node-postgres", "node-postgres/migrator"].map((part) => `drizzle-orm/${part}`),
];

// Every suite runs on both databases, but what breaks the one or the other (`….sqlite.test.ts`). The groups run one after
// the other.
export default defineConfig({
  test: {
    maxWorkers: 2,
    passWithNoTests: false,
    allowOnly: false,
    projects: dialects.flatMap((dialect) => [
      {
        extends: true as const,
        test: {
          name: `unit-${dialect}`,
          include: units,
          globalSetup: dialect === "postgresql" ? ["e2e/setup/postgresql.ts"] : [],
          setupFiles: ["e2e/setup/unit.ts"],
          // Bundled once: as hundreds of small files, it is most of the time that a test file takes.
          deps: { optimizer: { ssr: { enabled: true, include: DRIZZLE } } },
          testTimeout: 20_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true as const,
        test: {
          name: `api-${dialect}`,
          include: ["e2e/api/**/*.test.ts", "e2e/products/*.spec.ts"],
          exclude: [`**/*.${dialect === "sqlite" ? "postgresql" : "sqlite"}.test.ts`],
          globalSetup: ["e2e/setup/api.ts"],
          setupFiles: ["e2e/setup/server-log.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: dialect === "sqlite" ? 1 : 2 },
        },
      },
    ]),
  },
});
