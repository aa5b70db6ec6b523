import fc from "fast-check";
import { expect, test } from "vitest";
import { StagedSubjects } from "#lib/request-log/staged-subjects.ts";

const ofKey = (keyId: string, workspaceId = "ws_1", environment = "live") => ({
  keyId,
  workspaceId,
  environment,
  userId: null,
});
const taken = { at: new Date(0), cost: 1 };
const seqsOf = (subjects: StagedSubjects, name: string) => {
  const rows = subjects.of(name);
  return rows === "any" ? rows : rows.map(({ seq }) => seq);
};
const ofUser = (userId: string) => ({ keyId: null, workspaceId: "ws_1", environment: "live", userId });

test("what an earlier process left and took something is named: a key's, its workspace's environment's, a person's", () => {
  const left = [
    ofKey("key_a"),
    ofKey("key_b"),
    ofKey("key_a"),
    ofUser("usr_1"),
    ofKey("key_c", "ws_1", "test"),
  ];
  const subjects = new StagedSubjects(
    left.map((row, i) => ({ ...row, ...taken, seq: 11 + i, cost: i === 1 ? 0 : 1 })),
  );
  expect(seqsOf(subjects, "key_a")).toEqual([11, 13]);
  expect(seqsOf(subjects, "ws_1/live")).toEqual([11, 13]);
  expect(seqsOf(subjects, "ws_1/test")).toEqual([15]);
  expect(seqsOf(subjects, "usr_1")).toEqual([14]);
  expect(seqsOf(subjects, "key_z")).toEqual([]);
});

test("whoever comes again may have any rows", () => {
  const subjects = new StagedSubjects([{ ...ofKey("key_b"), ...taken, seq: 1 }]);
  subjects.add(ofKey("key_b"));
  expect(subjects.of("key_b")).toBe("any");
});

test("a generation is forgotten when the staged rows of its time are compacted, and not before", () => {
  const subjects = new StagedSubjects([{ ...ofKey("key_left"), ...taken, seq: 5 }]);
  subjects.add(ofKey("key_a"));
  expect(subjects.canRotate(4)).toBe(false);
  expect(subjects.canRotate(5)).toBe(true);
  subjects.rotate(8);
  expect([subjects.of("key_left"), subjects.of("key_a")]).toEqual([[], "any"]);
  subjects.add(ofKey("key_b"));
  expect(subjects.canRotate(7)).toBe(false);
  subjects.rotate(12);
  expect([subjects.of("key_a"), subjects.of("key_b")]).toEqual([[], "any"]);
});

// Rows come, wait, are appended; the compactor compacts; generations turn whenever they may.
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

test("whatever comes, waits and is compacted, nobody with an staged row is forgotten", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), fc.nat(5), (steps, leftRows) => {
      const left = Array.from({ length: leftRows }, (_, i) => ({
        ...ofKey(`key_${i % 6}`),
        ...taken,
        seq: i + 1,
      }));
      const subjects = new StagedSubjects(left);
      const appended = left.map(({ keyId }) => keyId!);
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
          const of = seqsOf(subjects, keyId);
          expect(of === "any" || of.includes(i + 1)).toBe(true);
        }
        for (const keyId of waiting) expect(subjects.of(keyId)).toBe("any");
      }
    }),
    { numRuns: 300 },
  );
});
