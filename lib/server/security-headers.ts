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

/** Sets the security headers on a response. */
export function setSecurityHeaders(response: ServerResponse): void {
  for (const name in SECURITY_HEADERS) response.setHeader(name, SECURITY_HEADERS[name]!);
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
