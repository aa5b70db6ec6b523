import { expect, test } from "vitest";
import { actionsFor } from "#components/operator-users/user-actions.ts";
import type { OperatorUserDetail } from "#lib/operator/users-schema.ts";

const user = (change: Partial<OperatorUserDetail> = {}): OperatorUserDetail => ({
  id: "usr_1",
  email: "ada@example.test",
  name: null,
  status: "active",
  operator: false,
  operator_by: null,
  email_verified: true,
  suspended_at: null,
  created_at: "2026-11-28T00:00:00.000Z",
  workspaces: [],
  sessions: 1,
  last_login_at: null,
  ...change,
});

test("what can be done depends on the account's state", () => {
  expect(actionsFor(user(), "usr_2")).toEqual(["password_link", "end_sessions", "make_operator", "suspend"]);
  expect(actionsFor(user({ status: "awaiting_approval", sessions: 0 }), "usr_2")[0]).toBe("approve");
  expect(actionsFor(user({ status: "suspended" }), "usr_2")).not.toContain("suspend");
});

test("nobody is offered to lock themselves out, or to take away what OPERATOR_EMAIL gives", () => {
  const me = actionsFor(user({ operator: true, operator_by: "flag" }), "usr_1");
  expect(me).not.toContain("suspend");
  expect(me).not.toContain("withdraw_operator");
  const byEmail = user({ operator: true, operator_by: "OPERATOR_EMAIL" });
  expect(actionsFor(byEmail, "usr_2")).not.toContain("withdraw_operator");
});
