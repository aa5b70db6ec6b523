import { expect, test } from "vitest";
import { checkWritable } from "#db/queries/check-writable.ts";
import { passTime } from "#e2e/unit/clock.ts";
import { Health } from "#lib/server/health.ts";

test("ready means started, not stopping, and able to write to the database", async () => {
  let stopping = false;
  const health = new Health(() => stopping);
  expect(await health.whyUnready()).toMatch(/starting/);
  health.started();
  expect(await health.whyUnready()).toBeNull();
  stopping = true;
  expect(await health.whyUnready()).toMatch(/shutting down/);
});

test("however many probes there are, the database is checked once a second, and never twice at a time", async () => {
  let [checks, answer] = [0, () => {}];
  const health = new Health(
    () => false,
    () => {
      checks += 1;
      return new Promise((resolve) => (answer = resolve));
    },
  );
  health.started();
  const probes = Array.from({ length: 100 }, () => health.whyUnready());
  passTime(5000);
  probes.push(health.whyUnready());
  answer();
  expect(new Set(await Promise.all(probes))).toEqual(new Set([null]));
  expect(await health.whyUnready()).toBeNull();
  expect(checks).toBe(1);
  passTime(1100);
  const next = health.whyUnready();
  answer();
  expect(await next).toBeNull();
  expect(checks).toBe(2);
});

test("a failed check is repeated, and the server is ready again once it succeeds", async () => {
  let broken = true;
  const health = new Health(
    () => false,
    () => (broken ? Promise.reject(new Error("full")) : checkWritable()),
  );
  health.started();
  expect(await health.whyUnready()).toMatch(/can't be written/);
  broken = false;
  passTime(1100);
  expect(await health.whyUnready()).toBeNull();
});
