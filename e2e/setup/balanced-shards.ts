import { basename } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** About how many seconds the longest files take. It doesn't have to be exact: a wrong number only makes a run longer. */
const SECONDS: Record<string, number> = {
  "cluster-leader.postgresql": 80,
  "tenant-table": 44,
  "command-line": 36,
  drain: 31,
  "public-costs": 31,
  "cluster.postgresql": 28,
  fuzz: 26,
  connections: 25,
  "database-outage.sqlite": 22,
  "hostile-clients": 20,
  clock: 19,
  "key-takeover": 19,
  "edge-values": 18,
  revocation: 18,
  guessing: 17,
  "post-limits": 17,
  start: 17,
  "audit-log": 15,
  "key-expiry-mails": 15,
  "next-worker": 15,
  "operator-users": 15,
  "mail-budgets": 14,
  crash: 13,
  "database-outage.postgresql": 13,
  limits: 12,
  "plain-next.sqlite": 12,
};
const OTHERS_SECONDS = 4;

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
