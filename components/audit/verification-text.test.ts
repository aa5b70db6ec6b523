import { expect, test } from "vitest";
import { verificationText } from "#components/audit/verification-text.ts";
import type { AuditVerification } from "#lib/operator/audit-schema.ts";

const result = { intact: true, misfit: null, chains: 2, sealed: 1200, unsealed: 1 };
const run = (more: Partial<AuditVerification>): AuditVerification => ({
  chain: null,
  status: "done",
  started_at: "2026-11-21T10:00:00.000Z",
  finished_at: "2026-11-21T10:00:12.000Z",
  checked: 1200,
  result,
  ...more,
});

test("a verification says whether the log is intact, and where it isn't", () => {
  expect(verificationText(run({}))).toEqual({
    tone: "good",
    text: "All chains are intact: 1,200 events in 2 chains, 1 not sealed yet.",
  });
  expect(verificationText(run({ status: "running", result: null }))).toEqual({
    tone: "plain",
    text: "A verification is running. 1,200 events checked so far.",
  });
  const misfit = { chain: "ws_1", number: 3, event_id: null, problem: "missing" } as const;
  const changed = verificationText(run({ chain: "ws_1", result: { ...result, intact: false, misfit } }));
  expect(changed.tone).toBe("danger");
  expect(changed.text).toContain("number 3 of chain ws_1. Events are missing there.");
  expect(verificationText(run({ status: "failed", result: null })).text).toContain("couldn't be finished");
});
