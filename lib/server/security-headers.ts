import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "#env.ts";

/** The security headers of all responses. */
export const SECURITY_HEADERS: Record<string, string> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
};
if (env.appUrl.startsWith("https:"))
  SECURITY_HEADERS["strict-transport-security"] =
    `max-age=31536000${env.hstsIncludeSubdomains ? "; includeSubDomains" : ""}`;

const known = new WeakMap<Record<string, string>, Record<string, string>>();

/** The security headers and these CORS headers, of which there are only a few different sets. */
export function fixedHeaders(cors: Record<string, string>): Record<string, string> {
  const headers = known.get(cors) ?? { ...SECURITY_HEADERS, ...cors };
  known.set(cors, headers);
  return headers;
}

/** Sets the security headers and these CORS headers on a response. */
export function setHeaders(response: ServerResponse, cors: Record<string, string>): void {
  const headers = fixedHeaders(cors);
  for (const name in headers) response.setHeader(name, headers[name]!);
}

/** Sets a page's content security policy. Next reads the nonce from the request's header. */
export function setContentPolicy(request: IncomingMessage, response: ServerResponse, dev: boolean): void {
  const policy = contentPolicy(randomBytes(16).toString("base64"), dev);
  request.headers["content-security-policy"] = policy;
  response.setHeader("content-security-policy", policy);
}

function contentPolicy(nonce: string, dev: boolean): string {
  return [
    "default-src 'self'",
    // In development, Next evaluates code in the browser and reloads it over a WebSocket.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src 'self'${dev ? " ws:" : ""}`,
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
