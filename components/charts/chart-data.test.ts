import { expect, test } from "vitest";
import { byGroup, byOutcome } from "#components/charts/chart-data.ts";
import type { UsageBucket } from "#lib/usage/schema.ts";

const range = { from: "2030-05-01T11:00:00.000Z", to: "2030-05-02T11:00:00.000Z" };
const hours = { range, interval: "hour" as const };

const bucket = (
  start: string,
  group: string | null,
  total: number,
  failed = 0,
  limited = 0,
): UsageBucket => ({
  start,
  group,
  total,
  succeeded: total - failed - limited,
  failed,
  rate_limited: limited,
});
const named = (ids: (string | null)[]) => ids.map((id) => ({ id, name: `key ${id}`, hint: `lk_${id}` }));

test("every interval of the range is there, and every request of the range in exactly one of them", () => {
  const { slots, total } = byGroup(
    [
      bucket("2030-05-01T11:00:00.000Z", "a", 5),
      bucket("2030-05-02T10:00:00.000Z", "a", 3),
      bucket("2030-05-01T10:00:00.000Z", "a", 7),
      bucket("2030-05-02T11:00:00.000Z", "a", 11),
    ],
    { ...hours, groups: named(["a"]), others: "Other keys" },
  );
  expect(slots).toHaveLength(24);
  expect(slots.at(0)).toMatchObject({ start: range.from, total: 5 });
  expect(slots.at(-1)).toMatchObject({ start: "2030-05-02T10:00:00.000Z", total: 3 });
  expect(total).toBe(8);
});

test("six groups have a color each, and all others share one", () => {
  const ids = ["a", "b", "c", "d", "e", "f", "g", "other"];
  const { stacks, slots } = byGroup(
    ids.map((id, index) => bucket("2030-05-02T09:00:00.000Z", id, 10 - index)),
    { ...hours, groups: named(ids), others: "Other keys" },
  );
  expect(stacks.map(({ name, total }) => [name, total])).toEqual([
    ...["a", "b", "c", "d", "e", "f"].map((id, index) => [`key ${id}`, 10 - index]),
    ["Other keys", 7],
  ]);
  expect(new Set(stacks.map(({ color }) => color)).size).toBe(7);
  expect(slots.at(-2)?.parts).toEqual([10, 9, 8, 7, 6, 5, 7]);
});

test("a group without an ID is a group like others", () => {
  const { stacks } = byGroup([bucket(range.from, null, 2), bucket(range.from, "ok", 1)], {
    ...hours,
    groups: named([null, "ok"]),
    others: "Other codes",
  });
  expect(stacks.map(({ total }) => total)).toEqual([2, 1]);
});

test("keys with the same name stay two stacks", () => {
  const groups = [
    { id: "key_1", name: "worker", hint: "lk_live_…aaaa" },
    { id: "key_2", name: "worker", hint: "lk_live_…bbbb" },
  ];
  const { stacks } = byGroup([bucket(range.from, "key_1", 2), bucket(range.from, "key_2", 1)], {
    ...hours,
    groups,
    others: "Other keys",
  });
  expect(stacks.map(({ hint, total }) => [hint, total])).toEqual([
    ["lk_live_…aaaa", 2],
    ["lk_live_…bbbb", 1],
  ]);
  expect(new Set(stacks.map(({ id }) => id)).size).toBe(2);
});

test("the error rate counts failed and rate-limited requests, and is unknown without requests", () => {
  const { slots, stacks } = byOutcome(
    [bucket(range.from, "a", 8, 1, 1), bucket(range.from, "b", 2, 1)],
    hours,
  );
  expect(slots[0]).toMatchObject({ parts: [7, 1, 2], errorRate: 0.3 });
  expect(slots[1]).toMatchObject({ parts: [0, 0, 0], errorRate: null });
  expect(stacks.map(({ total }) => total)).toEqual([7, 1, 2]);
});
