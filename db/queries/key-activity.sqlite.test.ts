import { expect, test } from "vitest";
import { sqlite } from "#db/client.ts";
import { countInWindow, countSecretsInWindow } from "#db/queries/key-activity.ts";
import { clearRequestLog } from "#e2e/unit/request-log.ts";

interface Query {
  toSQL(): { sql: string; params: unknown[] };
}

function planOf(query: Query): string[] {
  const { sql, params } = query.toSQL();
  const steps = sqlite()!
    .control.prepare(`explain query plan ${sql}`)
    .all(...params) as { detail: string }[];
  return steps.map(({ detail }) => detail);
}

const filter = { workspaceId: "ws_1", keyId: "key_1", from: new Date(0), to: new Date() };
const position = { at: new Date(), id: "req_1" };

test.each([
  ["by address", countInWindow(filter, position, 10) as unknown as Query],
  ["by secret", countSecretsInWindow(filter, position, 10, 3_600_000) as unknown as Query],
])("a part of a key's log is counted %s without reading or sorting the rest of it", async (_, query) => {
  await clearRequestLog();
  const plan = planOf(query);
  // The key's index and the staged rows are merged, so reading stops at the limit. Only equal times are sorted.
  const compacted = plan.findIndex((step) => step.includes("requests USING INDEX requests_key_at"));
  expect(plan.some((step) => step.startsWith("MERGE (UNION ALL)"))).toBe(true);
  expect(plan[compacted + 1]).toBe("USE TEMP B-TREE FOR LAST TERM OF ORDER BY");
});
