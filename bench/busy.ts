import { cpSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { bin, end, run } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { type Row, say, show } from "./report.ts";
import { newDataDir, type Seeded, type Server, seed, startServer } from "./server.ts";
import { SECONDS } from "./settings.ts";
import { failures, over, type Round, takeTurns } from "./turns.ts";
import { type Measured, measure } from "./wrk.ts";

const KEYS = 1000;
const KEYS_ON_THE_PAGE = 100;
const OLD_ROWS = 2_000_000;
/** At most a thousand requests a second: a load that leaves the server time. */
const LIGHT = { connections: 8, pauseMs: 8 };
const PAGE_CONNECTIONS = 8;

/** What else the process does must not be felt at the gate: pruning of old rows, and pages under full load. */
export async function measureBusy(directory: string): Promise<Row[]> {
  say("Making a ledger of two million old rows …");
  const keeping = newDataDir(directory);
  const seeded = await seed(keeping, KEYS, KEYS_ON_THE_PAGE);
  await fillWithOldRows(keeping);
  const pruning = newDataDir(directory);
  cpSync(keeping, pruning, { recursive: true });
  const calm = await startServer(directory, keeping, { RETENTION_DAYS: "0" });
  const pruner = await startServer(directory, pruning, { RETENTION_DAYS: "1" });
  const before = oldestRow(pruning);
  let pagesPerSecond = 0;
  const rounds = await takeTurns("Busy gate", {
    calm: { process: calm.process, measure: () => gate(calm, seeded) },
    pruning: { process: pruner.process, measure: () => gate(pruner, seeded) },
    pages: {
      process: calm.process,
      measure: async () => {
        const [atGate, pages] = await Promise.all([gate(calm, seeded), loadPages(calm, seeded)]);
        pagesPerSecond = pages.requestsPerSecond;
        return { ...atGate, failed: atGate.failed + pages.failed };
      },
    },
  });
  const pruned = oldestRow(pruning) - before;
  for (const { process } of [calm, pruner]) await end(process);
  return [
    row(rounds, "pruning", "old rows are pruned", `${show(pruned)} rows gone`, "≤ 2 ×"),
    row(
      rounds,
      "pages",
      "`/settings/api-keys` is under full load",
      `${show(pagesPerSecond)} pages/s`,
      "≤ 3 ×",
    ),
  ];
}

type Name = "calm" | "pruning" | "pages";

function row(rounds: Round<Name>[], name: Name, what: string, details: string, target: string): Row {
  const ratio = over(rounds, (round) => round[name].p99Ms / round.calm.p99Ms);
  const [own, calm] = [name, "calm" as const].map((who) => show(over(rounds, (round) => round[who].p99Ms)));
  const rate = show(over(rounds, (round) => round[name].requestsPerSecond));
  return {
    what: `p99 of \`/gate\` under a light load while ${what}, against undisturbed`,
    measured: `${show(ratio)} × (${own} of ${calm} ms; ${rate} requests/s, ${details})${failures(rounds, name)}`,
    target,
  };
}

const gate = ({ gateUrl }: Server, { keys }: Seeded): Promise<Measured> =>
  measure({ url: `${gateUrl}/gate`, keys, seconds: SECONDS, ...LIGHT });

async function loadPages({ url }: Server, { cookie }: Seeded): Promise<Measured> {
  const page = `${url}/settings/api-keys`;
  const { status } = await fetch(page, { headers: { cookie }, redirect: "manual" });
  if (status !== 200) throw new Stop(`${page} answers ${status}`);
  return measure({ url: page, cookie, seconds: SECONDS, connections: PAGE_CONNECTIONS });
}

async function fillWithOldRows(dataDir: string): Promise<void> {
  const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "" };
  const { code, output } = await run(bin("node"), ["bench/age-ledger.ts", String(OLD_ROWS)], { env });
  if (code !== 0) throw new Stop(output);
}

/** The place of the ledger's oldest row: how far the pruning has come. */
function oldestRow(dataDir: string): number {
  const database = new Database(join(dataDir, "latchkey.db"), { readonly: true });
  try {
    return database.prepare("select min(seq) from requests").pluck().get() as number;
  } finally {
    database.close();
  }
}
