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
const seqsOf = (recent: StagedSubjects, name: string) => {
  const rows = recent.of(name);
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
  const recent = new StagedSubjects(
    left.map((row, i) => ({ ...row, ...taken, seq: 11 + i, cost: i === 1 ? 0 : 1 })),
  );
  expect(seqsOf(recent, "key_a")).toEqual([11, 13]);
  expect(seqsOf(recent, "ws_1/live")).toEqual([11, 13]);
  expect(seqsOf(recent, "ws_1/test")).toEqual([15]);
  expect(seqsOf(recent, "usr_1")).toEqual([14]);
  expect(seqsOf(recent, "key_z")).toEqual([]);
});

test("whoever comes again may have any rows", () => {
  const recent = new StagedSubjects([{ ...ofKey("key_b"), ...taken, seq: 1 }]);
  recent.add(ofKey("key_b"));
  expect(recent.of("key_b")).toBe("any");
});

test("a generation is forgotten when the arrivals of its time are settled, and not before", () => {
  const recent = new StagedSubjects([{ ...ofKey("key_left"), ...taken, seq: 5 }]);
  recent.add(ofKey("key_a"));
  expect(recent.mayTurn(4)).toBe(false);
  expect(recent.mayTurn(5)).toBe(true);
  recent.turn(8);
  expect([recent.of("key_left"), recent.of("key_a")]).toEqual([[], "any"]);
  recent.add(ofKey("key_b"));
  expect(recent.mayTurn(7)).toBe(false);
  recent.turn(12);
  expect([recent.of("key_a"), recent.of("key_b")]).toEqual([[], "any"]);
});

// Rows come, wait, are appended; the keeper settles; generations turn whenever they may.
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("come" as const), key: fc.nat(5) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("append" as const), rows: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("settle" as const), rows: fc.integer({ min: 1, max: 6 }) }),
  },
);

test("whatever comes, waits and is settled, nobody with an unsettled row is forgotten", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), fc.nat(5), (steps, leftRows) => {
      const left = Array.from({ length: leftRows }, (_, i) => ({
        ...ofKey(`key_${i % 6}`),
        ...taken,
        seq: i + 1,
      }));
      const recent = new StagedSubjects(left);
      const appended = left.map(({ keyId }) => keyId!);
      const waiting: string[] = [];
      let settled = 0;
      for (const next of steps) {
        if (next.kind === "come") {
          recent.add(ofKey(`key_${next.key}`));
          waiting.push(`key_${next.key}`);
        } else if (next.kind === "settle") settled = Math.min(appended.length, settled + next.rows);
        else {
          const group = waiting.splice(0, next.rows);
          if (recent.mayTurn(settled)) {
            recent.turn(appended.length);
            for (const keyId of waiting) recent.add(ofKey(keyId));
          }
          for (const keyId of group) recent.add(ofKey(keyId));
          appended.push(...group);
        }
        for (const [i, keyId] of appended.entries()) {
          if (i < settled) continue;
          const of = seqsOf(recent, keyId);
          expect(of === "any" || of.includes(i + 1)).toBe(true);
        }
        for (const keyId of waiting) expect(recent.of(keyId)).toBe("any");
      }
    }),
    { numRuns: 300 },
  );
});
