import { basename } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** About how many seconds the longest files take. It doesn't have to be exact: a wrong number only makes a run longer. */
const SECONDS: Record<string, number> = {
  "move-faults.postgresql": 220,
  "cluster-leader.postgresql": 76,
  "command-line": 76,
  "rolling-restart": 74,
  "package.sqlite": 68,
  fuzz: 66,
  drain: 62,
  "move.postgresql": 62,
  "public-costs": 60,
  "tenant-table": 60,
  "cluster.postgresql": 51,
  "giant-bodies": 50,
  "sdk-examples.sqlite": 50,
  "hour-counting-crash": 48,
  connections: 43,
  "edge-values": 43,
  "command-line-faults": 40,
  "audit-log": 39,
  pgbouncer: 39,
  guessing: 38,
  "hostile-clients": 38,
  "database-outage.sqlite": 36,
  "key-expiry-mails": 36,
  clock: 35,
  "key-takeover": 34,
  start: 34,
  "post-limits": 31,
  crash: 27,
  "mail-budgets": 26,
  "mail-retry": 26,
  "operator-users": 26,
  migrations: 25,
  "next-worker": 25,
  output: 25,
  members: 24,
  "wal.sqlite": 24,
  revocation: 22,
  "database-outage.postgresql": 18,
};
const OTHERS_SECONDS = 7;

/** Shards that take about the same time. Vitest's own have the same number of files. */
export class BalancedShards extends BaseSequencer {
  override async shard(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { index, count } = this.ctx.config.shard!;
    const shards = Array.from({ length: count }, () => ({ files: [] as TestSpecification[], seconds: 0 }));
    for (const file of files.toSorted(longestFirst)) {
      const shortest = shards.reduce((least, shard) => (shard.seconds < least.seconds ? shard : least));
      shortest.files.push(file);
      shortest.seconds += secondsOf(file);
    }
    return shards[index - 1]!.files;
  }
}

const secondsOf = ({ moduleId }: TestSpecification) =>
  SECONDS[basename(moduleId, ".test.ts")] ?? OTHERS_SECONDS;

// All shards of a run have to agree on the order, so it depends on nothing but the files.
const longestFirst = (a: TestSpecification, b: TestSpecification) =>
  secondsOf(b) - secondsOf(a) || (a.moduleId < b.moduleId ? -1 : 1);
