import { basename } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** About how many seconds the longest files take. It doesn't have to be exact: a wrong number only makes a run longer. */
const SECONDS: Record<string, number> = {
  "command-line": 35,
  connections: 35,
  drain: 29,
  "tenant-table": 21,
  "database-outage.postgresql": 20,
  "database-outage.sqlite": 20,
  "edge-values": 20,
  revocation: 18,
  clock: 17,
  limits: 17,
  start: 17,
  "account-email": 15,
  "hostile-clients": 15,
  "operator-users": 15,
  "post-limits": 15,
  "public-costs": 15,
  "sign-up": 15,
  "audit-log": 12,
  crash: 12,
  "key-takeover": 12,
  members: 12,
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
