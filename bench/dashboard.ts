import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { end } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { measurePages } from "./dashboard-browser.ts";
import { type DataLocation, newDataLocation } from "./data-location.ts";
import { type Figure, say, show } from "./report.ts";
import { fillDashboard, type Seeded, seed } from "./seeding.ts";
import { type Server, startServer } from "./server.ts";
import { DASHBOARD_DATA, ROUNDS, SECONDS, sized } from "./settings.ts";
import type { Tree } from "./tree.ts";
import type { Bench } from "./versions.ts";
import { type Load, measure } from "./wrk.ts";

const KNOWN_KEYS = 1000;
const KEYS = sized(100_000);
const ROWS = sized(10_000_000);
const BROWSERS = 10;
const POLL_MS = 2000;
/** Up to 1,000 requests per second, a light load. */
const LIGHT = { connections: 8, pauseMs: 8 };
const DAY_MS = 86_400_000;

const since = (ms: number) => `from=${new Date(Date.now() - ms).toISOString()}`;
/** What the pages of the dashboard ask for. */
const READINGS: Record<string, () => string> = {
  "the log": () => "/requests?limit=50",
  "the log, a rare status": () => "/requests?limit=50&status=503",
  "the log, finding nothing": () => "/requests?limit=50&ip=10.0.0.1",
  "an hour by minute": () => `/usage/series?interval=minute&${since(DAY_MS / 24)}&compare=previous`,
  "a day by hour and code": () => `/usage/series?group_by=code&${since(DAY_MS)}`,
  "a day by hour and key": () => `/usage/series?group_by=key&limit_groups=8&${since(DAY_MS)}`,
  "30 days by day": () => `/usage/series?interval=day&${since(30 * DAY_MS)}&compare=previous`,
};

/** Measures the dashboard's requests on a long log, and the gate while ten browsers use the dashboard. */
export async function measureDashboard({ directory, versions: { now: tree } }: Bench): Promise<Figure[]> {
  const location = DASHBOARD_DATA
    ? { dataDir: DASHBOARD_DATA, postgresql: null }
    : newDataLocation(directory);
  const seeded = await seedOnce(tree, location);
  const server = await startServer(tree, location, { RETENTION_DAYS: "0" });
  const times: Record<string, number[]> = {};
  const ratios: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    say(`Dashboard: round ${round} of ${ROUNDS} …`);
    for (const [name, path] of Object.entries(READINGS))
      times[name] = [...(times[name] ?? []), await timeOf(server, seeded, path())];
    const idle = await gate(server, seeded);
    const stop = browse(server, seeded);
    const busy = await gate(server, seeded);
    await stop();
    ratios.push(busy.p99Ms / idle.p99Ms);
  }
  const size = `${show(ROWS)} rows and ${show(KEYS)} keys`;
  const pages = await measurePages(server, seeded, size);
  await end(server.process);
  const part = "dashboard";
  return [
    ...Object.entries(times).map(([name, values]) => ({
      part,
      what: `${name}: ${size}`,
      unit: "ms",
      now: values,
    })),
    ...pages,
    {
      part,
      what: `p99 of \`/gate\` while ${BROWSERS} browsers use the dashboard, against idle`,
      unit: "×",
      now: ratios,
      notes: size,
      wanted: { atMost: 2 },
    },
  ];
}

/** Seeding takes minutes, so what a folder of the caller already has is used again. */
async function seedOnce(tree: Tree, location: DataLocation): Promise<Seeded> {
  const file = join(location.dataDir, "seeded.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  say(`Creating a log of ${show(ROWS)} rows, perhaps some minutes …`);
  const seeded = await seed(tree, location, KNOWN_KEYS, 0);
  await fillDashboard(location, KEYS, ROWS);
  writeFileSync(file, JSON.stringify(seeded));
  return seeded;
}

const gate = ({ gateUrl }: Server, { keys }: Seeded): Promise<Load> =>
  measure({ url: `${gateUrl}/gate`, keys, seconds: SECONDS, ...LIGHT });

async function ask({ url }: Server, { cookie }: Seeded, path: string) {
  const headers = { cookie, "sec-fetch-site": "same-origin" };
  const answer = await fetch(`${url}/api/v1${path}`, { headers });
  if (answer.status !== 200) throw new Stop(`${path} answers ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

async function timeOf(server: Server, seeded: Seeded, path: string): Promise<number> {
  const began = performance.now();
  await ask(server, seeded, path);
  return performance.now() - began;
}

/** Each browser follows the log, and opens one chart after the other. Returns a function that closes them. */
function browse(server: Server, seeded: Seeded): () => Promise<unknown> {
  const closed = new AbortController();
  const paths = Object.values(READINGS);
  const browsers = Array.from({ length: BROWSERS }, async (_, first) => {
    let { after } = (await ask(server, seeded, "/requests?limit=50")).meta;
    for (let turn = first; !closed.signal.aborted; turn += 1) {
      await ask(server, seeded, paths[turn % paths.length]!());
      ({ after } = (await ask(server, seeded, `/requests?limit=50&after=${after}`)).meta);
      await delay(POLL_MS, undefined, { signal: closed.signal }).catch(() => {});
    }
  });
  return () => {
    closed.abort();
    return Promise.all(browsers);
  };
}
