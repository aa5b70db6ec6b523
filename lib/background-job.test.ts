import { expect, test, vi } from "vitest";
import { startJob } from "#lib/background-job.ts";
import { log } from "#lib/log.ts";

test("a failure that repeats is logged once, and also when it is over", async () => {
  const errors = vi.spyOn(log, "error").mockImplementation(() => {});
  const infos = vi.spyOn(log, "info").mockImplementation(() => {});
  let rounds = 0;
  const last = Promise.withResolvers<void>();
  const stop = startJob({
    work: async () => {
      rounds += 1;
      if (rounds === 7) last.resolve();
      if (rounds < 4 || rounds === 6) throw new Error(`failure ${rounds}`);
      return 1;
    },
    afterFailureMs: 1,
    failure: "it failed",
  });
  await last.promise;
  await stop();
  expect(errors.mock.calls.map(([fields]) => (fields as { err: Error }).err.message)).toEqual([
    "failure 1",
    "failure 6",
  ]);
  expect(infos.mock.calls).toEqual([["no longer: it failed"], ["no longer: it failed"]]);
  vi.restoreAllMocks();
});

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
