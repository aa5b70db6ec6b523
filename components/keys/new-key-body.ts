import type { NewKey } from "#lib/keys/schema.ts";

const dayMs = 86_400_000;

/** Turns the fields of the create form into the body of `POST /keys`. The server validates it. */
export function newKeyBody(form: FormData, nowMs: number): Partial<NewKey> {
  const name = String(form.get("name") ?? "").trim();
  const expiresAt = readExpiry(form, nowMs);
  return {
    ...(name ? { name } : {}),
    environment: form.get("environment") === "test" ? "test" : "live",
    scopes: form.getAll("scopes").map(String),
    ...(expiresAt !== null ? { expires_at: expiresAt } : {}),
    ...(form.has("limited") ? { rate_limit: readRateLimit(form) } : {}),
  };
}

/** A key with a custom date expires at the end of that day in the user's time zone. */
function readExpiry(form: FormData, nowMs: number): string | null {
  const choice = String(form.get("expiry") ?? "");
  if (choice === "custom") {
    const endOfDay = new Date(`${form.get("expiry_day")}T23:59:59.999`);
    return Number.isNaN(endOfDay.getTime()) ? "" : endOfDay.toISOString();
  }
  const days = Number(choice);
  return days > 0 ? new Date(nowMs + days * dayMs).toISOString() : null;
}

function readRateLimit(form: FormData) {
  return { requests: Number(form.get("requests")), window_seconds: Number(form.get("window_seconds")) };
}
