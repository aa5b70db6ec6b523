import { hash } from "node:crypto";
import { randomBase62 } from "#lib/base62.ts";

/** SHA-256 in hex. All secrets are stored as this hash. */
export function sha256(text: string): string {
  return hash("sha256", text, "hex");
}

export type OpaqueKind = "refresh" | "code" | "session" | "service" | "signup";

/** Whether a text has the format of a token of this kind. */
export function isOpaqueToken(text: string, kind: OpaqueKind): boolean {
  return text.startsWith(`lk_${kind}_`) && /^\w{50,64}$/.test(text);
}

/** Creates a random token with 256 bits, such as `lk_refresh_…`. Only its hash is stored. */
export function mintOpaqueToken(kind: OpaqueKind): { token: string; tokenHash: string } {
  const token = `lk_${kind}_${randomBase62(43)}`;
  return { token, tokenHash: sha256(token) };
}
