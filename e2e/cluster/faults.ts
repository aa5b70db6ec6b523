import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { query } from "#e2e/api/store.ts";
import type { ClusterInstance, TestCluster } from "#e2e/cluster/cluster.ts";
import type { PostgresqlFaults } from "#e2e/cluster/postgresql-faults.ts";

/** A cluster that a trial may break. */
export interface Breakable extends TestCluster {
  postgresql: PostgresqlFaults;
}

/** What a trial uses up: 60 or 3,000 requests in 60 s, a monthly quota of 1,000, or 60 requests in each second. */
export type Kind = "of60" | "of3000" | "quota" | "sliding";

export interface Fault {
  name: string;
  /** How many trials of each limit `npm run faults:cluster` makes. */
  trials: Record<Kind, number>;
  /** Resolves when the fault is over. Returns what has to be put right after the trial. */
  happen(cluster: Breakable): Promise<(() => Promise<void>) | void>;
}

const TWO_HOURS_MS = 7_200_000;
const MANY = { of60: 11, of3000: 3, quota: 3, sliding: 3 };
const FEW = { of60: 7, of3000: 2, quota: 3, sliding: 2 };

const any = ({ instances }: TestCluster) => instances[randomInt(instances.length)]!;
const upTo = (ms: number) => Math.random() * ms;

async function kill(instance: ClusterInstance) {
  await instance.stop("SIGKILL");
  return () => instance.restart();
}

/** The instance that does what only one may do. It holds an advisory lock. */
async function leaderOf({ server, instances }: TestCluster): Promise<ClusterInstance> {
  const [held] = await query(
    server,
    `select application_name as name from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and granted and objid = ${LEADER_LOCK} and mode = 'ExclusiveLock'`,
  );
  const leader = instances.find(({ port }) => String(held?.name).includes(`:${port}/`));
  if (!leader) throw new Error("No instance of the cluster leads");
  return leader;
}
const LEADER_LOCK = 7_263_004;

const STATEMENTS = ["append_in_epoch", "append_requests", "decide_limits"];

const OF_INSTANCES: Fault[] = [
  { name: "none", trials: MANY, happen: async () => {} },
  { name: "an instance killed (`kill -9`)", trials: MANY, happen: (cluster) => kill(any(cluster)) },
  { name: "the leader killed", trials: FEW, happen: async (cluster) => kill(await leaderOf(cluster)) },
  {
    name: "an instance restarted (SIGTERM)",
    trials: FEW,
    happen: (cluster) => any(cluster).restart(),
  },
  {
    name: "an instance stopped (SIGSTOP) and woken",
    trials: MANY,
    happen: async (cluster) => {
      const { process } = any(cluster);
      process.kill("SIGSTOP");
      await delay(200 + upTo(1000));
      process.kill("SIGCONT");
    },
  },
  {
    name: "an instance stopped, its connections lost, and woken",
    trials: MANY,
    happen: async (cluster) => {
      const { process, toPostgresql } = any(cluster);
      process.kill("SIGSTOP");
      toPostgresql.cut();
      await delay(400 + upTo(800));
      toPostgresql.mend();
      process.kill("SIGCONT");
    },
  },
  {
    name: "the clock of an instance two hours off",
    trials: FEW,
    happen: async (cluster) => {
      const instance = any(cluster);
      instance.setClock(Math.random() < 0.5 ? TWO_HOURS_MS : -TWO_HOURS_MS);
      await delay(upTo(1000));
      return async () => instance.setClock(0);
    },
  },
  {
    name: "an instance started with its clock two hours off",
    trials: { ...FEW, sliding: 8 },
    happen: async (cluster) => {
      const instance = any(cluster);
      instance.setClock(Math.random() < 0.5 ? TWO_HOURS_MS : -TWO_HOURS_MS);
      await instance.restart();
      return async () => instance.setClock(0);
    },
  },
];

const ON_THE_WAY: Fault[] = [
  {
    name: "an instance cut off from PostgreSQL (refused)",
    trials: MANY,
    happen: async (cluster) => {
      const { toPostgresql } = any(cluster);
      toPostgresql.cut();
      await delay(300 + upTo(1200));
      toPostgresql.mend();
    },
  },
  {
    name: "an instance cut off from PostgreSQL (silent)",
    trials: MANY,
    happen: async (cluster) => {
      const { toPostgresql } = any(cluster);
      toPostgresql.silence();
      await delay(300 + upTo(1200));
      // What was on its way is lost.
      toPostgresql.cut();
      toPostgresql.mend();
    },
  },
  {
    name: "connections cut during a commit",
    trials: { ...MANY, of60: 20 },
    happen: async ({ instances }) => {
      for (const { toPostgresql } of instances) toPostgresql.cutDuring(STATEMENTS, 1 + randomInt(4));
      await delay(500);
      for (const { toPostgresql } of instances) toPostgresql.cutDuring([], 0);
    },
  },
];

const OF_POSTGRESQL: Fault[] = [
  {
    name: "PostgreSQL restarted (fast)",
    trials: MANY,
    happen: ({ postgresql }) => postgresql.restart("SIGINT", upTo(500)),
  },
  {
    name: "PostgreSQL restarted (immediate)",
    trials: MANY,
    happen: ({ postgresql }) => postgresql.restart("SIGQUIT", upTo(500)),
  },
  { name: "PostgreSQL stopped for 1.2 s", trials: FEW, happen: ({ postgresql }) => postgresql.pause(1200) },
  {
    name: "PostgreSQL read-only for 1 s",
    trials: FEW,
    happen: ({ postgresql }) => postgresql.readOnly(1000),
  },
  {
    name: "PostgreSQL's disk full for 1 s (simulated)",
    trials: FEW,
    happen: ({ postgresql }) => postgresql.full(1000),
  },
];

/** The faults of a cluster that counts in PostgreSQL, each at any moment while a limit is being used up. */
export const FAULTS: Fault[] = [...OF_INSTANCES, ...ON_THE_WAY, ...OF_POSTGRESQL];
