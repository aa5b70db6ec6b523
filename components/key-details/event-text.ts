import { phrase, valueText } from "#components/audit/event-words.ts";
import type { PublicEvent } from "#lib/audit/schema.ts";

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
  const said = phrase(action);
  const verb = said.charAt(0).toLowerCase() + said.slice(1);
  const done =
    target.id === keyId
      ? `${verb.replace(/ key$/, "")} this key`
      : `${verb} ${target.label ?? target.id ?? target.type}`;
  const shown = Object.entries(changes ?? {}).filter(([field]) => field !== "enabled");
  // What a new key was given are its details, which the page shows.
  const isNew = action === "key.created" || action === "key.imported";
  return {
    summary: `${who(actor, keyId)} ${done}`,
    details: isNew ? [] : shown.map(([field, change]) => changeText(field, change)),
  };
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
