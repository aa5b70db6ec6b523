import fc from "fast-check";
import { expect, test } from "vitest";
import { RecentMap } from "#lib/recent-map.ts";

test("recently used entries are kept, and no more than the size", () => {
  const map = new RecentMap<number, string>(10);
  for (let i = 0; i < 1000; i += 1) {
    map.set(i, `${i}`);
    expect(map.get(3)).toBe(i < 3 ? undefined : "3");
  }
  const kept = Array.from({ length: 1000 }, (_, i) => i).filter((i) => map.get(i) !== undefined);
  expect(kept.length).toBeLessThanOrEqual(10);
  expect(kept).toContain(999);
});

test("get returns the last value that was set, or undefined", () => {
  const step = fc.record({
    what: fc.constantFrom(
      "set" as const,
      "set" as const,
      "set" as const,
      "delete" as const,
      "clear" as const,
    ),
    key: fc.nat(9),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const [map, all] = [new RecentMap<number, number>(6), new Map<number, number>()];
      for (const [i, { what, key }] of steps.entries()) {
        if (what === "set") {
          map.set(key, i);
          all.set(key, i);
          expect(map.get(key)).toBe(i);
        } else if (what === "delete") {
          map.delete(key);
          all.delete(key);
        } else if (key === 0) {
          map.clear();
          all.clear();
        }
        for (const known of Array.from({ length: 10 }, (_, n) => n))
          expect([all.get(known), undefined]).toContain(map.get(known));
      }
    }),
  );
});
