import { createPrivateKey, createPublicKey, hkdfSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exportJWK, SignJWT } from "jose";
import type { TestServer } from "#e2e/test-server.ts";
import { sha256 } from "#lib/opaque-token.ts";

/** Signs an access token as this server does, so that nobody has to log in, and tokens can be expired. */
export type SignToken = (userId: string, sessionId: string, issuedAt?: Date) => Promise<string>;

const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

export async function tokenSigner(server: TestServer): Promise<SignToken> {
  const secret = readFileSync(join(server.dataDir, "auth-secret"), "utf8").trim();
  const seed = Buffer.from(hkdfSync("sha256", secret, "latchkey", "access token signing", 32));
  const key = Buffer.concat([PKCS8_ED25519, seed]);
  const privateKey = createPrivateKey({ key, format: "der", type: "pkcs8" });
  const { x } = await exportJWK(createPublicKey(privateKey));
  return (userId, sessionId, issuedAt = new Date()) => {
    const seconds = Math.floor(issuedAt.getTime() / 1000);
    return new SignJWT({ sid: sessionId, client_id: "latchkey" })
      .setProtectedHeader({ alg: "EdDSA", kid: sha256(`${x}`).slice(0, 16), typ: "at+jwt" })
      .setIssuer(server.url)
      .setAudience("api")
      .setSubject(userId)
      .setJti(sessionId)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + 3600)
      .sign(privateKey);
  };
}
