import { expect, test } from "vitest";
import { auditQuery, noFilter, readAuditFilter } from "#components/audit/audit-filter.ts";

test("the filter comes from the URL, and what isn't a day or an environment is left out", () => {
  const search = { action: "key.revoked", from: "2026-11-01", to: "2026-13-45", of: "prod", target_id: "" };
  expect(readAuditFilter(search)).toEqual({ ...noFilter, action: "key.revoked", from: "2026-11-01" });
  expect(readAuditFilter({ action: ["key.revoked", "key.created"] })).toEqual(noFilter);
});

test("the last day is included", () => {
  const query = auditQuery({ ...noFilter, of: "live", from: "2026-11-01", to: "2026-11-30" });
  expect(Object.fromEntries(query)).toEqual({
    environment: "live",
    from: "2026-11-01T00:00:00.000Z",
    to: "2026-12-01T00:00:00.000Z",
  });
  expect(String(auditQuery(noFilter))).toBe("");
});
