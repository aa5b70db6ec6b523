import { expect, test } from "vitest";
import { actionName, actions, actorName, phrase, valueText } from "#components/audit/event-words.ts";
import { AUDIT_ACTIONS } from "#lib/audit/event.ts";

test("every action that a workspace's log can have is in words", () => {
  const concerned = AUDIT_ACTIONS.filter((action) =>
    /^(key|scope|workspace|member|invitation)\./.test(action),
  );
  expect(Object.keys(actions)).toEqual(expect.arrayContaining(concerned));
  for (const action of Object.keys(actions)) expect(AUDIT_ACTIONS).toContain(action);
});

test("an unknown action is still readable, and names in the filter need no target", () => {
  expect(phrase("webhook.retried_once")).toBe("webhook retried once:");
  expect(actionName("member.role_changed")).toBe("Changed the role");
  expect(actionName("member.left")).toBe("Left the workspace");
});

test("values are readable", () => {
  expect(valueText(null)).toBe("none");
  expect(valueText([])).toBe("none");
  expect(valueText(false)).toBe("no");
  expect(valueText(["a:read", "b:read"])).toBe("a:read, b:read");
  expect(valueText({ requests: 1000, window_seconds: 60 })).toBe("1,000 requests per minute");
  expect(valueText("2026-11-28T09:05:00.000Z")).toBe("Nov 28, 2026, 09:05 UTC");
});

test("an actor without a name is shown by its ID", () => {
  expect(actorName({ type: "user", id: "usr_1", label: null })).toEqual({ name: "usr_1", kind: null });
  expect(actorName({ type: "api_key", id: "key_1", label: "ci" })).toEqual({ name: "ci", kind: "API key" });
  expect(actorName({ type: "system", id: null, label: null })).toEqual({ name: "System", kind: null });
});
