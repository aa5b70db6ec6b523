import { expect, test } from "vitest";
import { figuresOf, mostSeenInAnyWindow, violations } from "#e2e/cluster/judge.ts";
import { table } from "#e2e/cluster/report.ts";
import type { TrialResult } from "#e2e/cluster/results.ts";

const sent = (id: string, more: object = {}) => ({
  began: 0,
  ended: 5,
  status: 200,
  id,
  retryAfter: null,
  ...more,
});
const unavailable = (more: object = {}) => sent("none", { status: 503, retryAfter: "1", ...more });
const limited = { limit: 2, windowMs: 1000 };
const rows = (...ids: string[]) => ids.map((id, at) => ({ id, at }));
const held = { limited, faultEnded: 100, sent: [sent("a"), sent("b")], rows: rows("a", "b") };

test("a trial in which everything held has no violations", () => {
  const refused = sent("c", { status: 429 });
  const trial = { ...held, sent: [...held.sent, refused, unavailable(), sent("d", { status: 0 })] };
  expect(violations(trial)).toEqual([]);
});

test.each([
  [
    "one more accepted than the limit",
    { sent: [...held.sent, sent("c")], rows: rows("a", "b", "c") },
    /3 accepted/,
  ],
  ["one more logged than the limit", { rows: rows("a", "b", "c") }, /3 are logged/],
  ["one less logged than the limit", { sent: [sent("a")], rows: rows("a") }, /1 of 2 were left/],
  ["an accepted request without a row", { rows: rows("a", "c") }, /b with 0/],
  ["an accepted request with two rows", { rows: rows("a", "b", "b") }, /b with 2/],
  ["500", { sent: [...held.sent, sent("c", { status: 500 })] }, /^500/],
  ["401", { sent: [...held.sent, sent("c", { status: 401 })] }, /^401/],
  ["503 without Retry-After", { sent: [...held.sent, unavailable({ retryAfter: null })] }, /^503/],
  ["503 more than 2 s after the fault", { sent: [...held.sent, unavailable({ began: 2101 })] }, /too late/],
])("a trial with %s is a violation", (_, changed, expected) => {
  const found = violations({ ...held, ...changed });
  expect(found.length).toBeGreaterThan(0);
  expect(found.join("\n")).toMatch(expected);
});

test("a window counts the requests that began and ended in it", () => {
  const at = (began: number, ended: number) => ({ began, ended });
  expect(mostSeenInAnyWindow([at(0, 10), at(500, 510), at(1005, 1010)], 1000)).toBe(2);
  expect(mostSeenInAnyWindow([at(0, 10), at(990, 1500), at(1600, 1700)], 1000)).toBe(2);
  expect(mostSeenInAnyWindow([], 1000)).toBe(0);
});

test("the table has a line for each fault, with its least and most", () => {
  const trial: TrialResult = { fault: "a fault", kind: "of60", violations: [], figures: figuresOf(held) };
  const figures = figuresOf({ ...held, sent: [sent("a"), unavailable({ ended: 1234 })] });
  const trials = [trial, { ...trial, figures }, { ...trial, violations: ["it ended"], figures: null }];
  expect(table([...trials, { ...trial, fault: "none" }]).split("\n")).toHaveLength(4);
  expect(table(trials)).toContain("| a fault | 3 × 60 | −1 … 0 | 0 | 1 | 0 | 1.2 s | 1 |");
});
