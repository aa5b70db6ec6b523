import { afterAll } from "vitest";
import { testFaults } from "#e2e/cluster/fault-suite.ts";
import { FAULTS } from "#e2e/cluster/faults.ts";
import { redisFaults } from "#e2e/cluster/redis-faults.ts";
import { startRedis } from "#e2e/unit/redis.ts";

const redis = await startRedis();
afterAll(() => redis.stop());

// Fewer trials of the faults that also happen to a cluster without Redis.
const ofBoth = FAULTS.filter(({ name }) => !name.startsWith("PostgreSQL") || name.includes("restarted")).map(
  (fault) => ({ ...fault, trials: { of60: 3, of3000: 1, quota: 1, sliding: 1 } }),
);

testFaults("redis", [...redisFaults(redis), ...ofBoth], async () => redis.url);
