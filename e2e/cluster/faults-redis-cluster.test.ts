import { afterAll } from "vitest";
import { testFaults } from "#e2e/cluster/fault-suite.ts";
import { FAULTS } from "#e2e/cluster/faults.ts";
import { redisClusterFaults } from "#e2e/cluster/replicated-redis-faults.ts";
import { startRedisCluster } from "#e2e/unit/redis-cluster.ts";

const redis = await startRedisCluster({ replicas: true });
afterAll(() => redis.stop());

const withoutFault = FAULTS.filter(({ name }) => name === "none");
testFaults("redis-cluster", [...withoutFault, ...redisClusterFaults(redis)], async () => redis.url);
