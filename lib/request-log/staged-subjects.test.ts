import fc from "fast-check";
import { expect, test } from "vitest";
import { StagedSubjects } from "#lib/request-log/staged-subjects.ts";

const ofKey = (keyId: string, workspaceId = "ws_1", environment = "live") => ({
  keyId,
  workspaceId,
  environment,
  userId: null,
});
const ofUser = (userId: string) => ({ keyId: null, workspaceId: "ws_1", environment: "live", userId });

test("an entry has the names of its key and its workspace's environment, or of its user", () => {
  const subjects = new StagedSubjects();
  subjects.add(ofKey("key_a"));
  subjects.add(ofKey("key_b", "ws_2", "test"));
  subjects.add(ofUser("usr_1"));
  for (const name of ["key_a", "ws_1/live", "key_b", "ws_2/test", "usr_1"])
    expect(subjects.has(name), name).toBe(true);
  for (const name of ["key_z", "ws_1/test", "ws_2/live"]) expect(subjects.has(name), name).toBe(false);
});

test("a generation is dropped when the rows staged during it are compacted, and not before", () => {
  const subjects = new StagedSubjects();
  subjects.add(ofKey("key_a"));
  expect(subjects.canRotate(0)).toBe(true);
  subjects.rotate(8);
  subjects.add(ofKey("key_b"));
  expect(subjects.canRotate(7)).toBe(false);
  expect(subjects.has("key_a")).toBe(true);
  expect(subjects.canRotate(8)).toBe(true);
  subjects.rotate(12);
  expect([subjects.has("key_a"), subjects.has("key_b")]).toEqual([false, true]);
});

// Rows are added, wait, are appended and compacted. Generations rotate whenever they can.
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("come" as const), key: fc.nat(5) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("append" as const), rows: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("compact" as const), rows: fc.integer({ min: 1, max: 6 }) }),
  },
);

test("a subject with a staged row is never dropped", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const subjects = new StagedSubjects();
      const appended: string[] = [];
      const waiting: string[] = [];
      let compacted = 0;
      for (const next of steps) {
        if (next.kind === "come") {
          subjects.add(ofKey(`key_${next.key}`));
          waiting.push(`key_${next.key}`);
        } else if (next.kind === "compact") compacted = Math.min(appended.length, compacted + next.rows);
        else {
          const group = waiting.splice(0, next.rows);
          if (subjects.canRotate(compacted)) {
            subjects.rotate(appended.length);
            for (const keyId of waiting) subjects.add(ofKey(keyId));
          }
          for (const keyId of group) subjects.add(ofKey(keyId));
          appended.push(...group);
        }
        for (const [i, keyId] of appended.entries()) {
          if (i < compacted) continue;
          expect(subjects.has(keyId)).toBe(true);
        }
        for (const keyId of waiting) expect(subjects.has(keyId)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
