import { end } from "#scripts/processes.ts";
import { type DataLocation, environmentOf } from "./data-location.ts";
import { median } from "./median.ts";
import { newPostgresqlLocation } from "./postgresql.ts";
import { Probe } from "./probe.ts";
import { type Redis, startRedis } from "./redis.ts";
import { type Figure, say, show } from "./report.ts";
import { type Seeded, seed } from "./seeding.ts";
import { type Server, startServer } from "./server.ts";
import { openStore } from "./store.ts";
import { type Contestant, failures, type Measured, type Round, takeTurns } from "./turns.ts";
import type { Bench } from "./versions.ts";
import { type Burst, measure } from "./wrk.ts";

const CONNECTIONS = 32;
/** About 400 requests per second: how long an answer takes when nothing else is going on. */
const LIGHT = { connections: 4, pauseMs: 8 };

/** Who decides limits on PostgreSQL: one process alone, or an instance whose counters are in PostgreSQL or in Redis. */
const NAMES = ["alone", "in PostgreSQL", "in Redis"] as const;
type Name = (typeof NAMES)[number];
type Contestants = Record<Name, Contestant>;

/** An instance and what it uses. */
export interface Place {
  server: Server;
  seeded: Seeded;
  redis: Redis | null;
  probe: Probe;
  end(): Promise<void>;
}

/** Compares an instance of a cluster with one process that decides alone. Every key has a limit, its plan's and a quota. */
export async function measureCluster(bench: Bench): Promise<Figure[]> {
  const places = {} as Record<Name, Place>;
  for (const name of NAMES) places[name] = await startPlace(bench, name, 1000, 60);
  const contestants = (burst: Omit<Burst, "url" | "keys" | "seconds">) =>
    Object.fromEntries(NAMES.map((name) => [name, contestant(places[name], burst)])) as Contestants;
  const full = await takeTurns("A cluster, full load", contestants({ connections: CONNECTIONS }));
  const light = await takeTurns("A cluster, light load", contestants(LIGHT));
  for (const name of NAMES) await places[name].end();
  return [...rates(full), ...costs(full), ...latencies(light)];
}

/** Starts a server on a PostgreSQL of its own, with keys that have all kinds of limits, none of which is reached. */
export async function startPlace(
  { directory, versions: { now: tree } }: Bench,
  name: Name,
  keys: number,
  windowSeconds: number,
): Promise<Place> {
  say(`Creating ${show(keys)} keys …`);
  const location = await newPostgresqlLocation(directory);
  const seeded = await seed(tree, location, keys, 0);
  await addLimits(location, windowSeconds);
  const redis = name === "in Redis" ? await startRedis(directory) : null;
  const server = await startServer(tree, location, {
    ...(name !== "alone" && { CLUSTER: "1" }),
    ...(redis && { REDIS_URL: redis.url }),
  });
  const probe = await Probe.of(server, redis?.pid);
  const ends = [() => probe.backlog!.close(), () => end(server.process), () => redis?.end()];
  const place = {
    ...{ server, seeded, redis, probe },
    end: async () => {
      for (const end of ends) await end();
    },
  };
  return place;
}

async function addLimits(location: DataLocation, windowSeconds: number): Promise<void> {
  const store = await openStore(environmentOf(location));
  await store.run("update plans set monthly_quota = 1000000000");
  await store.run("update api_keys set limit_requests = 100000000, limit_window_seconds = $1", windowSeconds);
  await store.close();
}

function contestant({ server, seeded, probe }: Place, burst: Omit<Burst, "url" | "keys" | "seconds">) {
  const url = `${server.gateUrl}/gate`;
  return { probe, load: (seconds: number) => measure({ url, keys: seeded.keys, seconds, ...burst }) };
}

type Reader = (measured: Measured) => number;

const part = "cluster";
const of = (rounds: Round<Name>[], name: Name, read: Reader) => rounds.map((round) => read(round[name]));
const middle = (rounds: Round<Name>[], name: Name, read: Reader) => show(median(of(rounds, name, read)));
const limited = (name: Name) => (name === "alone" ? "one process" : `counters ${name}`);

function rates(rounds: Round<Name>[]): Figure[] {
  const rate: Reader = ({ requestsPerSecond }) => requestsPerSecond;
  const ratio = (name: Name): Figure => ({
    part,
    what: `\`/gate\`, ${limited(name)}, against one process: requests/s`,
    unit: "×",
    now: rounds.map((round) => rate(round[name]) / rate(round.alone)),
    notes: `${middle(rounds, name, rate)} of ${middle(rounds, "alone", rate)}`,
    wanted: name === "in Redis" ? { atLeast: 0.5 } : undefined,
    failed: failures(rounds, name, "alone"),
  });
  return [ratio("in Redis"), ratio("in PostgreSQL")];
}

function costs(rounds: Round<Name>[]): Figure[] {
  const all = (what: string, unit: string, read: Reader, names: readonly Name[] = NAMES): Figure[] =>
    names.map((name) => ({
      part,
      what: `\`/gate\`, ${limited(name)}: ${what}`,
      unit,
      now: of(rounds, name, read),
    }));
  return [
    ...all("p99", "ms", ({ p99Ms }) => p99Ms),
    ...all("CPU of the main thread a request", "µs", ({ mainMicros }) => mainMicros),
    ...all("CPU of PostgreSQL a request", "µs", ({ databaseMicros }) => databaseMicros),
    ...all("CPU of Redis a request", "µs", ({ redisMicros }) => redisMicros, ["in Redis"]),
  ];
}

function latencies(rounds: Round<Name>[]): Figure[] {
  const p50: Reader = ({ p50Ms }) => p50Ms;
  const added = (name: Name): Figure => ({
    part,
    what: `\`/gate\` under a light load, ${limited(name)}: added to the median of one process`,
    unit: "ms",
    now: rounds.map((round) => p50(round[name]) - p50(round.alone)),
    notes: `${middle(rounds, name, p50)} and ${middle(rounds, "alone", p50)} ms; p99 ${middle(rounds, name, p99)} and ${middle(rounds, "alone", p99)} ms`,
    wanted: name === "in Redis" ? { atMost: 1.5 } : undefined,
    failed: failures(rounds, name, "alone"),
  });
  return [added("in Redis"), added("in PostgreSQL")];
}

const p99: Reader = ({ p99Ms }) => p99Ms;
