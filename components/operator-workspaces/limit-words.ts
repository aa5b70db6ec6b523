import { durationText } from "#components/durations.ts";
import type { OperatorWorkspace } from "#lib/operator/workspace-schema.ts";

export type LimitName = keyof OperatorWorkspace["limits"];

/** The limits that an operator can set for one workspace, in the order of the page. */
export const limits: readonly { name: LimitName; label: string }[] = [
  { name: "requests_per_minute", label: "Requests per minute" },
  { name: "monthly_quota", label: "Requests per month" },
  { name: "max_active_keys", label: "Active keys" },
  { name: "rotation_overlap_max_seconds", label: "Maximum rotation overlap" },
];

/** A limit as people read it. */
export function limitText(name: LimitName, value: number | null): string {
  if (value === null) return "No limit";
  if (name !== "rotation_overlap_max_seconds") return value.toLocaleString("en");
  return value === 0 ? "No overlap" : durationText(value);
}
