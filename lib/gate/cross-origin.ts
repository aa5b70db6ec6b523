import { env } from "#env.ts";
import type { ClientRequest } from "#lib/gate/gate-request.ts";

const SHOWN_LENGTH = 100;

/**
 * Why a request without a credential may be one that a browser has stripped of it: it comes from a page of an origin that
 * isn't allowed. Null if that can't be the reason.
 */
export function crossOriginHint({ headers, origin: own }: ClientRequest): string | null {
  const origin = headers.get("origin");
  // Requests to the gate port have no origin of their own: CORS is for the API behind the gateway to decide.
  if (origin === null || own === null || origin === own || origin === env.appUrl) return null;
  if (env.corsOrigins.includes("*") || env.corsOrigins.includes(origin)) return null;
  return `The request comes from a page of ${origin.slice(0, SHOWN_LENGTH)}. Browsers don't send credentials from there, because the server's setting CORS_ORIGINS doesn't list that origin.`;
}
