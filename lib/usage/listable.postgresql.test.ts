import { expect, test } from "vitest";
import { newTenant } from "#e2e/unit/tenant.ts";
import { alignClock, clockMs } from "#lib/clock.ts";
import { ClusterLimiter } from "#lib/limits/cluster-limiter.ts";
import { Epochs } from "#lib/limits/epochs.ts";
import { settledHere } from "#lib/usage/listable.ts";

test.each([0, 5, 300])(
  "nothing is logged before the time that readers were promised, although this instance's clock is %i ms ahead",
  async (aheadMs) => {
    const limiter = new ClusterLimiter(new Epochs());
    const policies = [newTenant().key("a", 100)];
    alignClock(clockMs() + aheadMs);
    await limiter.take(policies, 1);
    for (let i = 0; i < 5; i += 1) {
      const [settledMs] = await settledHere([null]);
      expect((await limiter.take(policies, 1)).at).toBeGreaterThanOrEqual(settledMs!);
    }
  },
);
