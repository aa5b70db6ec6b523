import type { LoggedRequest } from "#lib/usage/schema.ts";

type Said = Pick<LoggedRequest, "via">;

/** A gateway's or `verify`'s entry is a decision. What the operator's API answered after it isn't known here. */
export const isDecision = ({ via }: Said): boolean => via !== "api";

export const vias = { api: "This API", gate: "Gateway", verify: "Verify call" } as const;

/** The headings of the status and the duration, for rows that are all decisions, none, or mixed. */
export function headingsOf(rows: Said[]): { status: string; duration: string } {
  const decisions = rows.length > 0 && rows.every(isDecision);
  return decisions
    ? { status: "Decision", duration: "Decision time" }
    : { status: "Status", duration: "Duration" };
}

export function toneOf(status: number) {
  if (status < 400) return "good" as const;
  return status === 429 ? ("brass" as const) : ("danger" as const);
}

const milliseconds = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
export const duration = (ms: number): string => `${milliseconds.format(ms)} ms`;

const checkNames: Record<string, string> = {
  credential: "Credential",
  key_status: "Key status",
  scope: "Scope",
  role: "Role",
  "limit:plan": "Plan limit",
  "limit:key": "Key limit",
  "limit:quota": "Monthly quota",
  "limit:user": "User limit",
};

/** A check's name as people read it. */
export function checkName(check: string): string {
  const plain = check.replaceAll(/[_:]/g, " ");
  return checkNames[check] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** Why a request was refused, or null. */
export const refusalOf = ({ checks }: Pick<LoggedRequest, "checks">): string | null =>
  checks.find(({ outcome }) => outcome === "failed")?.detail ?? null;
