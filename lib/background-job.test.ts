import { expect, test, vi } from "vitest";
import { startJob } from "#lib/background-job.ts";
import { log } from "#lib/log.ts";

test("a job goes on after a failure, and stopping it waits for the round in progress", async () => {
  const logged = vi.spyOn(log, "error").mockImplementation(() => {});
  let rounds = 0;
  let ended = false;
  const third = Promise.withResolvers<void>();
  const stop = startJob({
    work: async (signal) => {
      rounds += 1;
      if (rounds === 1) throw new Error("a failure");
      if (rounds === 2) return 1;
      third.resolve();
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      ended = true;
      return 1;
    },
    afterFailureMs: 1,
    failure: "it failed",
  });
  await third.promise;
  await stop();
  expect({ rounds, ended }).toEqual({ rounds: 3, ended: true });
  expect(logged.mock.calls).toEqual([[{ err: new Error("a failure") }, "it failed"]]);
});
