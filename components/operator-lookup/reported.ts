import type { Lookup } from "#lib/operator/lookup-schema.ts";

/** What somebody has reported: the ID of a request, a masked secret, or else a secret. */
export function reported(text: string): Lookup {
  const found = text.trim();
  if (/^req_[0-9A-Za-z]{10,60}$/.test(found)) return { request_id: found };
  if (/…|\.\.\./.test(found)) return { hint: found };
  return { secret: found };
}
