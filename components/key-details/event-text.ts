import { windowText } from "#components/durations.ts";
import type { PublicEvent } from "#lib/audit/schema.ts";

const VERBS: Record<string, string> = {
  "key.created": "created",
  "key.imported": "imported",
  "key.changed": "changed",
  "key.disabled": "disabled",
  "key.enabled": "enabled",
  "key.rotated": "rotated",
  "key.rotation_finished": "ended the overlap of",
  "key.revoked": "revoked",
};

const FIELDS: Record<string, string> = {
  name: "Name",
  scopes: "Scopes",
  rate_limit: "Rate limit",
  expires_at: "Expiration",
  external_id: "External ID",
  metadata: "Metadata",
  hint: "Hint",
  previous_expires_at: "Old secret works until",
};

/** An audit event about a key, or by it, in words. */
export function eventText(event: PublicEvent, keyId: string): { summary: string; details: string[] } {
  const { action, actor, target, changes } = event;
  const verb = VERBS[action];
  const what = target.id === keyId ? "this key" : (target.label ?? target.id ?? target.type);
  const summary = verb ? `${who(actor, keyId)} ${verb} ${what}` : `${who(actor, keyId)}: ${action} ${what}`;
  const shown = Object.entries(changes ?? {}).filter(([field]) => field !== "enabled");
  // What a new key was given are its details, which the page shows.
  const isNew = action === "key.created" || action === "key.imported";
  return { summary, details: isNew ? [] : shown.map(([field, change]) => changeText(field, change)) };
}

function who({ type, id, label }: PublicEvent["actor"], keyId: string): string {
  if (id === keyId) return "The key itself";
  if (type === "system") return "The system";
  return label ?? id ?? type;
}

function changeText(field: string, { before, after }: { before: unknown; after: unknown }): string {
  const name = FIELDS[field] ?? field;
  if (field === "previous_expires_at") return after === null ? "No overlap" : `${name} ${valueText(after)}`;
  return `${name}: ${valueText(before)} → ${valueText(after)}`;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  if (typeof value === "object") return limitText(value) ?? JSON.stringify(value);
  return typeof value === "string" ? dateText(value) : String(value);
}

function limitText(value: object): string | null {
  if (!("requests" in value && "window_seconds" in value)) return null;
  return `${value.requests} per ${windowText(Number(value.window_seconds))}`;
}

const date = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

function dateText(text: string): string {
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) ? date.format(new Date(text)) : text;
}
