import type { FieldProblem } from "#components/api-client.ts";
import { expiryOf, expiryRule, latestExpiry } from "#components/key-dialogs/expiry-choices.ts";
import { limitError } from "#components/key-dialogs/limit-cap.ts";
import type { KeyRules } from "#components/keys/key-rules.ts";
import type { KeyChange, NewKey, PublicKey } from "#lib/keys/schema.ts";

/** The fields that show their errors, by the API's names. */
export const keyFields = [
  "name",
  "environment",
  "scopes",
  "expires_at",
  "rate_limit.requests",
  "rate_limit.window_seconds",
  "external_id",
  "metadata",
];

type KeyValues = Required<Omit<KeyChange, "enabled">>;

/** What a form about a key says. `key` is the one that it changes; null: it creates one. */
export interface KeyForm {
  form: FormData;
  rules: KeyRules;
  key: PublicKey | null;
  nowMs: number;
}

const textOf = (form: FormData, name: string) => String(form.get(name) ?? "").trim();

/** The form's values. `keyErrors` has found nothing wrong with them. */
function keyValues({ form, ...rest }: KeyForm): KeyValues {
  return {
    name: textOf(form, "name") || null,
    scopes: form.getAll("scopes").map(String),
    expires_at: readExpiry({ form, ...rest })?.toISOString() ?? null,
    rate_limit: form.has("limited") ? readRateLimit(form) : null,
    external_id: textOf(form, "external_id") || null,
    metadata: JSON.parse(textOf(form, "metadata") || "{}"),
  };
}

/** The body of `POST /keys`: what isn't empty. */
export function newKeyBody(input: KeyForm): Partial<NewKey> {
  const { scopes, metadata, ...others } = keyValues(input);
  return {
    environment: input.form.get("environment") === "test" ? "test" : "live",
    scopes,
    ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== null)),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}

/**
 * The body of `PATCH /keys/{id}`: what is different now. What stays the same is left out, because the user may not be allowed
 * to give the key what it has.
 */
export function changedFields(input: KeyForm & { key: PublicKey }): KeyChange {
  const before: Record<string, unknown> = { ...input.key, name: input.key.name || null };
  const changed = Object.entries(keyValues(input)).filter(([name, value]) => !same(value, before[name]));
  return Object.fromEntries(changed);
}

const same = (one: unknown, other: unknown) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
/** The order of scopes means nothing. */
const sorted = (value: unknown) => (Array.isArray(value) ? value.toSorted() : value);

/**
 * Everything that is wrong with the form, before it is sent. The server would say the same, but some of it only when the rest
 * is right, and in the words of its API.
 */
export function keyErrors(input: KeyForm): FieldProblem[] {
  const { form } = input;
  const wrong = {
    name: textError(textOf(form, "name"), 100),
    expires_at: expiryError(input),
    "rate_limit/requests": rateLimitError(input),
    external_id: textError(textOf(form, "external_id"), 255),
    metadata: metadataError(textOf(form, "metadata")),
  };
  return Object.entries(wrong).flatMap(([path, detail]) =>
    detail ? [{ pointer: `/${path}`, code: "invalid", detail }] : [],
  );
}

const readRateLimit = (form: FormData) => ({
  requests: Number(form.get("rate_limit.requests") || Number.NaN),
  window_seconds: Number(form.get("rate_limit.window_seconds")),
});

function readExpiry({ form, rules, key, nowMs }: KeyForm): Date | null | undefined {
  const [choice = "", day = ""] = form.getAll("expires_at").map(String);
  if (choice === "keep") return key?.expires_at ? new Date(key.expires_at) : null;
  return expiryOf(choice, day, latestExpiry(rules.workspace.key_policy, key, nowMs), nowMs);
}

/** A limit that stays may be higher than the plan's, which can change. */
function rateLimitError({ form, rules, key }: KeyForm): string | null {
  const limit = readRateLimit(form);
  if (!form.has("limited") || same(limit, key?.rate_limit)) return null;
  return limitError(limit.requests, limit.window_seconds, rules.workspace.limits.requests_per_minute);
}

const dayName = new Intl.DateTimeFormat("en", { dateStyle: "long" });

function expiryError(input: KeyForm): string | null {
  const { form, rules, key, nowMs } = input;
  const at = readExpiry(input);
  if (at === undefined) return "Choose a date.";
  if (at === null || form.get("expires_at") === "keep") return null;
  const policy = rules.workspace.key_policy;
  const latest = latestExpiry(policy, key, nowMs);
  if (latest && at > latest) return `Choose ${dayName.format(latest)} or earlier. ${expiryRule(policy)}`;
  return at.getTime() <= nowMs ? "Choose today or a later date." : null;
}

function textError(text: string, longest: number): string | null {
  if (text.length > longest) return `Use ${longest} characters or fewer.`;
  return /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text) ? "Remove the invisible characters." : null;
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
    return bytes > longestMetadata ? "Must be 4 KiB or less as JSON." : null;
  } catch {
    return 'This isn\'t valid JSON. Enter an object, such as { "team": "billing" }.';
  }
}
