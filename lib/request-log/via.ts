import type { Check } from "#lib/request-log/checks.ts";

/**
 * How a request came: to this server's own API, or as a question of a gateway or another server about a request to the
 * operator's API. Then the log has the decision, not the answer of that API.
 */
export type Via = "api" | "gate" | "verify";

const VERIFYING = new Set(["/verify", "/api/v1/keys/verify"]);
const VERDICTS = new Set([
  ...["revoked", "expired", "disabled", "suspended", "insufficient_scope", "unknown"],
  ...["rate_limited", "quota_exceeded"],
]);

interface Row {
  route: string;
  keyId: string | null;
  code: string | null;
}

export function viaOf({ route, keyId, code }: Row, checks: Check[]): Via {
  if (route === "/gate") return "gate";
  if (!VERIFYING.has(route) || keyId === null || (code !== null && !VERDICTS.has(code))) return "api";
  // A key that verifies other keys passes a check of its own scope. For a key that is verified, only missing ones are noted.
  const verifies = checks.some(({ check, outcome }) => check === "scope" && outcome === "passed");
  return verifies ? "api" : "verify";
}
