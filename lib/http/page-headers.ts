import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "#lib/env.ts";

const ALWAYS: [string, string][] = [
  ["x-content-type-options", "nosniff"],
  ["referrer-policy", "strict-origin-when-cross-origin"],
  ["x-frame-options", "DENY"],
  ["cross-origin-opener-policy", "same-origin"],
  ["permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"],
];
if (env.appUrl.startsWith("https:"))
  ALWAYS.push(["strict-transport-security", "max-age=31536000; includeSubDomains"]);

/** The security headers of every answer, and for pages the content policy whose nonce Next reads from the request. */
export function setSecurityHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  page: boolean,
  dev: boolean,
): void {
  for (const [name, value] of ALWAYS) response.setHeader(name, value);
  if (!page) return;
  const policy = contentPolicy(randomBytes(16).toString("base64"), dev);
  request.headers["content-security-policy"] = policy;
  response.setHeader("content-security-policy", policy);
}

function contentPolicy(nonce: string, dev: boolean): string {
  return [
    "default-src 'self'",
    // Development compiles in the browser and reloads over a socket.
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
