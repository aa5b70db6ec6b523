import { hash } from "node:crypto";
import { randomBase62 } from "#lib/base62.ts";

/** SHA-256 in hex: how every secret of this installation is stored. */
export function sha256(text: string): string {
  return hash("sha256", text, "hex");
}

/** A random bearer of one right: `lk_refresh_…`, 256 bits. Only its hash is stored. */
export function mintOpaqueToken(kind: "refresh" | "code" | "session"): { token: string; tokenHash: string } {
  const token = `lk_${kind}_${randomBase62(43)}`;
  return { token, tokenHash: sha256(token) };
}
