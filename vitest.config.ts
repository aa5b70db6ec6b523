import { defineConfig } from "vitest/config";
import { BalancedShards } from "#e2e/setup/balanced-shards.ts";
import { testsWithoutDatabase } from "#scripts/pure-tests.ts";

const UNITS = [
  "{lib,db,app,components,scripts}/**/*.test.ts",
  "env.test.ts",
  "bench/*.test.ts",
  "sdk/cli/src/**/*.test.ts",
  "e2e/cluster/{judge,tcp-proxy}.test.ts",
];
const PURE = testsWithoutDatabase(UNITS);
const TRIALS = Number(process.env.E2E_TRIALS ?? 1);
const FUZZ_RUNS = Number(process.env.FUZZ_RUNS ?? 0);
const DIALECTS = ["sqlite", "postgresql"] as const;
const DRIZZLE = [
  "drizzle-orm",
  ...["sqlite-core", "better-sqlite3", "better-sqlite3/migrator"].map((part) => `drizzle-orm/${part}`),
  ...["pg-core", "node-postgres", "node-postgres/migrator"].map((part) => `drizzle-orm/${part}`),
];
// Against a real server, one file after the other.
const WITH_SERVER = {
  setupFiles: ["e2e/setup/server-log.ts"],
  testTimeout: 60_000 * TRIALS,
  hookTimeout: 60_000,
  fileParallelism: false,
  // Loading the modules, and compiling the OpenAPI document's schemas, takes longer than most files.
  isolate: false,
};

// What these are about never reaches the database, so one is enough for `npm test`.
const WITHOUT_DATABASE = ["connections", "giant-bodies", "page-costs", "page-headers", "page-weight"].map(
  (name) => `e2e/api/${name}.test.ts`,
);
// What these cost is hardly the database's. `npm run races` runs them on both.
const HARDLY_DATABASE = ["hostile-clients", "public-costs"].map((name) => `e2e/api/${name}.test.ts`);
const ON_SQLITE_ONLY = TRIALS > 1 || FUZZ_RUNS > 0 ? [] : [...WITHOUT_DATABASE, ...HARDLY_DATABASE];

// These start servers of their own, or are about one server's threads, connections and memory, or about the bytes of a
// single request: in a cluster, nothing in them is different.
const OF_OWN_SERVERS = [
  ...[
    "audit-crash",
    "audit-export-slot",
    "audit-verification",
    "backup",
    "bad-framing",
    "brand",
    "clock",
    "cluster",
    "cluster-leader",
    "command-line-faults",
    "compactor",
  ],
  ...[
    "connections",
    "crash",
    "database-outage",
    "drain",
    "fuzz",
    "giant-bodies",
    "hostile-clients",
    "hour-counting-crash",
    "key-expiry-mails",
    "mail-budgets",
  ],
  ...[
    "mail-retry",
    "mail-server-away",
    "migrations",
    "move",
    "move-faults",
    "next-worker",
    "npm-start",
    "output",
    "package",
  ],
  ...["page-costs", "page-weight", "plain-next", "plan-requests", "post-limits", "public-costs", "retention"],
  ...["secrets", "settings", "sign-up-policy", "start", "unknown-keys", "wal"],
];
const ABOUT_ONE_PROCESS = OF_OWN_SERVERS.map((name) => `e2e/api/${name}{,.*}.test.ts`);
// Against a cluster. Only when asked for, so that words for tests of one server don't start three.
const CLUSTER = process.env.E2E_CLUSTER
  ? [
      {
        extends: true as const,
        test: {
          name: "cluster",
          include: ["e2e/cluster/*.test.ts"],
          exclude: ["e2e/cluster/{judge,tcp-proxy}.test.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true as const,
        test: {
          ...WITH_SERVER,
          name: "api-cluster",
          include: ["e2e/api/**/*.test.ts", "e2e/conformance/*.test.ts"],
          exclude: [...ABOUT_ONE_PROCESS, "**/*.sqlite.test.ts"],
          globalSetup: ["e2e/setup/cluster.ts"],
          setupFiles: [...WITH_SERVER.setupFiles, "e2e/setup/new-connections.ts"],
          sequence: { groupOrder: 1 },
        },
      },
    ]
  : [];

/** Files named `*.sqlite.test.ts` or `*.postgresql.test.ts` are about one database only. */
const ofTheOther = (dialect: (typeof DIALECTS)[number]) => [
  `**/*.${dialect === "sqlite" ? "postgresql" : "sqlite"}.test.ts`,
];

// Everything that uses a database runs on both. Groups run one after the other.
export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: BalancedShards },
    passWithNoTests: false,
    allowOnly: false,
    projects: [
      {
        extends: true as const,
        test: {
          name: "pure",
          include: PURE,
          // Nothing to clean up between files, so the modules are loaded once.
          isolate: false,
          env: { LOG_LEVEL: "silent", ENV_FILE: "" },
          setupFiles: ["e2e/setup/fuzz.ts"],
          testTimeout: 20_000 + FUZZ_RUNS * 10,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true as const,
        test: {
          name: "sdk",
          include: ["e2e/sdk/*.test.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      ...DIALECTS.flatMap((dialect, index) => [
        {
          extends: true as const,
          test: {
            name: `unit-${dialect}`,
            include: UNITS,
            exclude: [...PURE, ...ofTheOther(dialect)],
            globalSetup: dialect === "postgresql" ? ["e2e/setup/postgresql.ts"] : [],
            setupFiles: ["e2e/setup/unit.ts"],
            // Bundled once: loading hundreds of small files takes most of a test file's time otherwise.
            deps: { optimizer: { ssr: { enabled: true, include: DRIZZLE } } },
            testTimeout: 20_000 * TRIALS,
            hookTimeout: 30_000,
            sequence: { groupOrder: 1 },
          },
        },
        {
          extends: true as const,
          test: {
            ...WITH_SERVER,
            name: `api-${dialect}`,
            include: ["e2e/api/**/*.test.ts", "e2e/conformance/*.test.ts"],
            exclude: [...ofTheOther(dialect), ...(dialect === "postgresql" ? ON_SQLITE_ONLY : [])],
            globalSetup: ["e2e/setup/api.ts"],
            sequence: { groupOrder: 2 + index },
          },
        },
      ]),
      {
        extends: true as const,
        test: {
          ...WITH_SERVER,
          name: "cli",
          include: ["e2e/cli/*.test.ts"],
          globalSetup: ["e2e/setup/api.ts", "e2e/setup/cli.ts"],
          sequence: { groupOrder: 5 },
        },
      },
      ...CLUSTER,
      {
        extends: true as const,
        test: {
          ...WITH_SERVER,
          name: "gateways",
          include: ["e2e/gateways/*.test.ts"],
          globalSetup: ["e2e/setup/gateways.ts"],
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
