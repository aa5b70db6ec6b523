import { type Answer, errorOf, list, secondsUntil, text } from "./answer.ts";
import type { Verdict } from "./api-types.ts";

/** A valid key. */
export type ValidKey = NonNullable<Verdict["key"]> & {
  /** Whether the key has this scope. */
  hasScope(scope: string): boolean;
};

/** The key that was verified. Throws the error that belongs to the verdict's code if it isn't valid. */
export function keyOf(verdict: Verdict, answer: Answer): ValidKey {
  const { code, key, missing_scopes } = verdict;
  if (!isSound(verdict)) throw errorOf(answer);
  if (code === "valid") return { ...key!, hasScope: (scope) => list(key!.scopes).includes(scope) };
  const after = retryAfterOf(verdict);
  const status = after ? 429 : /disabled|suspended|insufficient/.test(code) ? 403 : 401;
  const why = [code.replace(/_/g, " "), ...list(missing_scopes)].join(", ");
  const detail = `API key refused: ${why}.${after ? ` Retry in ${after} s.` : ""}`;
  const problem = { code, detail, required_scopes: missing_scopes, retry_after_seconds: after };
  throw errorOf(answer, problem, status);
}

/** Whether a verdict doesn't contradict itself: only a valid key has the code for that, and is described. */
export const isSound = ({ valid, code, key }: Verdict): unknown =>
  valid === !!valid && text(code) && (valid ? text(key?.id) : code !== "valid");

/** When a key that is limited can be used again, in seconds. Null if it isn't limited. */
export const retryAfterOf = ({ code, rate_limit, quota }: Verdict): number | null =>
  code === "rate_limited"
    ? rate_limit?.reset_in_seconds || 1
    : code === "quota_exceeded"
      ? secondsUntil(quota?.resets_at) || 1
      : null;
