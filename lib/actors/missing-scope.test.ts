import { expect, test } from "vitest";
import { missingScope } from "#lib/actors/missing-scope.ts";
import { noteFailed, readChecks } from "#lib/request-log/checks.ts";
import { needsOf } from "#lib/request-log/needs.ts";

test.each([
  ["viewer", "keys:write", "Developers, admins and owners have it."],
  ["developer", "audit:read", "Admins and owners have it."],
])("a %s without %s is told who has it, and who can give it", (role, scope, who) => {
  const { extras, message } = missingScope({ type: "user", role }, scope);
  expect(extras.reason).toBe("insufficient_role");
  expect(message).toContain(`(${role}) doesn't include the scope ${scope}. ${who} An admin or owner`);
  const checks: string[] = [];
  noteFailed(checks, "scope", message);
  expect(needsOf(readChecks(checks))).toEqual({ scopes: [scope], limit: null });
});

test("a scope that no role includes has no such sentence", () => {
  expect(missingScope({ type: "user", role: "viewer" }, "data:read").message).toBe(
    "Your role (viewer) doesn't include the scope data:read.",
  );
});
