import type { FieldProblem } from "#components/api-client.ts";
import { expiryOf, latestExpiry } from "#components/keys/expiry-choices.ts";
import { limitError } from "#components/keys/limit-cap.ts";
import type { NewKeyRules } from "#components/keys/new-key-rules.ts";
import type { NewKey } from "#lib/keys/schema.ts";

const textOf = (form: FormData, name: string) => String(form.get(name) ?? "").trim();

/** Turns the fields of the create form into the body of `POST /keys`. `newKeyErrors` has found nothing wrong with them. */
export function newKeyBody(form: FormData, rules: NewKeyRules, nowMs: number): Partial<NewKey> {
  const [name, externalId, metadata] = ["name", "external_id", "metadata"].map((field) =>
    textOf(form, field),
  );
  const expiresAt = readExpiry(form, rules, nowMs);
  return {
    ...(name && { name }),
    environment: form.get("environment") === "test" ? "test" : "live",
    scopes: form.getAll("scopes").map(String),
    ...(expiresAt && { expires_at: expiresAt.toISOString() }),
    ...(form.has("limited") && { rate_limit: readRateLimit(form) }),
    ...(externalId && { external_id: externalId }),
    ...(metadata && { metadata: JSON.parse(metadata) }),
  };
}

/**
 * What is wrong with the fields, before they are sent. The server would say the same, but some of it only when the rest is
 * right.
 */
export function newKeyErrors(form: FormData, rules: NewKeyRules, nowMs: number): FieldProblem[] {
  const { requests, window_seconds: seconds } = readRateLimit(form);
  const perMinute = rules.workspace.limits.requests_per_minute;
  const wrong = {
    expires_at: expiryError(form, rules, nowMs),
    rate_limit: form.has("limited") ? limitError(requests, seconds, perMinute) : null,
    metadata: metadataError(textOf(form, "metadata")),
  };
  return Object.entries(wrong).flatMap(([field, detail]) =>
    detail ? [{ pointer: `/${field}`, code: "invalid", detail }] : [],
  );
}

const readRateLimit = (form: FormData) => ({
  requests: Number(form.get("rate_limit") || Number.NaN),
  window_seconds: Number(form.get("window_seconds")),
});

const readExpiry = (form: FormData, { workspace }: NewKeyRules, nowMs: number) =>
  expiryOf(textOf(form, "expiry"), textOf(form, "expires_at"), workspace.key_policy.max_lifetime_days, nowMs);

function expiryError(form: FormData, rules: NewKeyRules, nowMs: number): string | null {
  const at = readExpiry(form, rules, nowMs);
  if (at === undefined) return "Choose a date.";
  if (at === null) return null;
  const { max_lifetime_days: longest } = rules.workspace.key_policy;
  const latest = latestExpiry(longest, nowMs);
  if (latest && at > latest) return `Keys of this workspace work for at most ${longest} days.`;
  return at.getTime() <= nowMs ? "Choose today or a later date." : null;
}

const longestMetadata = 4096;

function metadataError(text: string): string | null {
  if (text === "") return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return 'Enter a JSON object, such as { "team": "billing" }.';
    if (Object.keys(value).some((key) => key.length > 64)) return "Names can have up to 64 characters.";
    const bytes = new TextEncoder().encode(JSON.stringify(value)).length;
    return bytes > longestMetadata ? "Must be at most 4 KiB as JSON." : null;
  } catch {
    return 'This isn\'t valid JSON. Enter an object, such as { "team": "billing" }.';
  }
}
