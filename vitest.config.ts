import { defineConfig } from "vitest/config";

const units = ["{lib,db,app,components,scripts}/**/*.test.ts"];
const dialects = ["sqlite", "postgresql"] as const;
const DRIZZLE = [
  "drizzle-orm",
  ...["sqlite-core", "better-sqlite3", "better-sqlite3/migrator"].map((part) => `drizzle-orm/${part}`),
  ...["pg-core", "node-postgres", "node-postgres/migrator"].map((part) => `drizzle-orm/${part}`),
];
// Against a real server, one file after the other.
const OF_SERVER = {
  setupFiles: ["e2e/setup/server-log.ts"],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  fileParallelism: false,
};

const OF_PROCESS = [
  "database-outage",
  "backup",
  "clock",
  "crash",
  "drain",
  "gate",
  "migrations",
  "once-crash",
];

// What one database alone has, or breaks by.
const ofTheOther = (dialect: (typeof dialects)[number]) => [
  `**/*.${dialect === "sqlite" ? "postgresql" : "sqlite"}.test.ts`,
];

// Every suite runs on both databases, but for the gateways', which know of none. The groups run one after the other.
export default defineConfig({
  test: {
    maxWorkers: 2,
    passWithNoTests: false,
    allowOnly: false,
    projects: [
      ...dialects.flatMap((dialect) => [
        {
          extends: true as const,
          test: {
            name: `unit-${dialect}`,
            include: units,
            exclude: ofTheOther(dialect),
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
            ...OF_SERVER,
            name: `api-${dialect}`,
            include: ["e2e/api/**/*.test.ts", "e2e/conformance/*.test.ts"],
            exclude: ofTheOther(dialect),
            globalSetup: ["e2e/setup/api.ts"],
            sequence: { groupOrder: dialect === "sqlite" ? 1 : 2 },
          },
        },
      ]),
      {
        extends: true as const,
        test: {
          ...OF_SERVER,
          // The second mount: Next serves the API in the server's own thread. What is about the process or the gate is not repeated.
          name: "api-next",
          env: { E2E_SERVER_ARGS: "--next-api" },
          include: ["e2e/api/**/*.test.ts", "e2e/conformance/*.test.ts"],
          exclude: [...ofTheOther("sqlite"), ...OF_PROCESS.map((name) => `e2e/api/${name}*.test.ts`)],
          globalSetup: ["e2e/setup/api.ts"],
          sequence: { groupOrder: 4 },
        },
      },
      {
        extends: true as const,
        test: {
          ...OF_SERVER,
          name: "gateways",
          include: ["e2e/gateways/*.test.ts"],
          globalSetup: ["e2e/setup/gateways.ts"],
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
