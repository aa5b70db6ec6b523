import { afterAll } from "vitest";
import { testFaults } from "#e2e/cluster/fault-suite.ts";
import { sentinelFaults } from "#e2e/cluster/replicated-redis-faults.ts";
import { startSentinels } from "#e2e/unit/redis-sentinel.ts";

const redis = await startSentinels();
afterAll(() => redis.stop());

testFaults("sentinels", sentinelFaults(redis), async () => redis.url);
