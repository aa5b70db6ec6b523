import type { PublicKey } from "#lib/keys/schema.ts";

const dayMs = 86_400_000;

/** The body of a PATCH. It may be invalid: the server judges it, so that the form shows all errors in one round. */
export type ChangedFields = Record<string, unknown>;

/**
 * What the edit form changes about a key. Fields that stay the same are left out, because the user may not be allowed to
 * give the key what it has. `highest` is the highest limit that the plan lets through in a window; null: any.
 */
export function changedFields(
  form: FormData,
  key: PublicKey,
  highest: (windowSeconds: number) => number | null,
  nowMs: number,
): ChangedFields {
  const wanted: ChangedFields = {
    name: text(form, "name") || null,
    scopes: sorted(form.getAll("scopes").map(String)),
    expires_at: expiryOf(form, key, nowMs),
    rate_limit: limitOf(form, highest),
    external_id: text(form, "external_id") || null,
    metadata: metadataOf(String(form.get("metadata") ?? "")),
  };
  const current: ChangedFields = { ...key, name: key.name || null, scopes: sorted(key.scopes) };
  const changed = Object.entries(wanted).filter(([field, value]) => !same(value, current[field]));
  return Object.fromEntries(changed);
}

const text = (form: FormData, name: string) => String(form.get(name) ?? "").trim();
const sorted = (scopes: string[]) => [...scopes].sort();
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** A key with a custom date expires at the end of that day in the user's time zone. */
function expiryOf(form: FormData, { expires_at }: PublicKey, nowMs: number): string | null {
  const [choice, day] = form.getAll("expires_at").map(String);
  if (choice === "keep") return expires_at;
  if (choice === "never") return null;
  if (choice !== "custom") return new Date(nowMs + Number(choice) * dayMs).toISOString();
  const endOfDay = new Date(`${day}T23:59:59.999`);
  return Number.isNaN(endOfDay.getTime()) ? "" : endOfDay.toISOString();
}

function limitOf(form: FormData, highest: (windowSeconds: number) => number | null) {
  if (!form.has("limited")) return null;
  const requests = Number(form.get("rate_limit.requests"));
  const window_seconds = Number(form.get("rate_limit.window_seconds"));
  const most = highest(window_seconds);
  // A limit above the plan's would have no effect. null makes the server name it with all other errors.
  return { requests: most !== null && requests > most ? null : requests, window_seconds };
}

/** The object, or the text itself if it isn't JSON, which the server refuses. */
function metadataOf(json: string): unknown {
  if (json.trim() === "") return {};
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
