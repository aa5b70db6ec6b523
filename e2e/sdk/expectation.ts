import { expect } from "vitest";
import type { Outcome } from "./outcome.ts";

/** What a vector or a step says about its result. */
export interface Expectation {
  value?: unknown;
  items?: unknown[];
  has_scope?: Record<string, boolean>;
  error?: Record<string, unknown>;
  raw?: { status: number; headers: Record<string, string> };
}

/** Fails unless the outcome has all that is expected of it. Without an expectation, it must not be an error. */
export function expectOutcome(outcome: Outcome, expected: Expectation = {}): void {
  if (!expected.error) expect(outcome.error).toBeUndefined();
  if ("value" in expected) expectMembers(outcome.value, expected.value);
  if (expected.items) expectMembers(outcome.items, expected.items);
  if (expected.error) expectMembers(outcome.error, expected.error);
  for (const [scope, has] of Object.entries(expected.has_scope ?? {}))
    expect(outcome.has_scope!(scope), scope).toBe(has);
  if (!expected.raw) return;
  expect(outcome.raw?.status).toBe(expected.raw.status);
  for (const [name, value] of Object.entries(expected.raw.headers))
    expect(outcome.raw!.headers.get(name), name).toBe(value);
}

/** At least these members. Arrays have exactly these elements. */
function expectMembers(value: unknown, expected: unknown): void {
  if (Array.isArray(expected)) {
    expect(value).toHaveLength(expected.length);
    expected.forEach((element, index) => {
      expectMembers((value as unknown[])[index], element);
    });
  } else if (expected && typeof expected === "object") {
    expect(value).toBeTypeOf("object");
    for (const [name, member] of Object.entries(expected))
      expectMembers((value as Record<string, unknown> | null)?.[name], member);
  } else expect(value).toEqual(expected);
}
