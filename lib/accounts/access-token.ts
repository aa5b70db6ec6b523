import { exportJWK, jwtVerify, SignJWT } from "jose";
import { env } from "#env.ts";
import { randomBase62 } from "#lib/base62.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";
import { signingKeys } from "#lib/secrets.ts";

export const ACCESS_TOKEN_SECONDS = 3600;
const AUDIENCE = "api";
// RFC 9068 requires it. So far, all tokens are for people who log in with their password.
const CLIENT_ID = "latchkey";

let keys: Promise<Keys> | undefined;
type Keys = ReturnType<typeof signingKeys> & { jwk: Record<string, unknown> & { kid: string } };

async function loadKeys(): Promise<Keys> {
  const pair = signingKeys();
  const { kty, crv, x } = await exportJWK(pair.publicKey);
  return {
    ...pair,
    jwk: { kty, crv, x, kid: sha256(`${x}`).slice(0, 16), alg: "EdDSA", use: "sig" } as Keys["jwk"],
  };
}

const cachedKeys = () => {
  keys ??= loadKeys();
  return keys;
};

/** The public key as a JWK set, so that other backends can verify access tokens. */
export async function publicKeys() {
  return { keys: [(await cachedKeys()).jwk] };
}

/** Signs a JWT that is valid for an hour. `sub` is the user; `sid` is the session, whose end invalidates the token early. */
export async function signAccessToken(userId: string, sessionId: string, now: Date): Promise<string> {
  const { privateKey, jwk } = await cachedKeys();
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT({ sid: sessionId, client_id: CLIENT_ID })
    .setProtectedHeader({ alg: "EdDSA", kid: jwk.kid, typ: "at+jwt" })
    .setIssuer(env.appUrl)
    .setAudience(AUDIENCE)
    .setSubject(userId)
    .setJti(randomBase62(16))
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
    .sign(privateKey);
}

/**
 * Verifies an access token and returns its session's ID. The caller has to check that the session is still live.
 * Throws `invalid_token` (`expired`, `malformed`).
 */
export async function verifyAccessToken(token: string, now: Date): Promise<string> {
  const { publicKey } = await cachedKeys();
  try {
    const { payload } = await jwtVerify(token, publicKey, {
      algorithms: ["EdDSA"],
      typ: "at+jwt",
      issuer: env.appUrl,
      audience: AUDIENCE,
      currentDate: now,
    });
    if (typeof payload.sid === "string") return payload.sid;
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_JWT_EXPIRED")
      throw problem("invalid_token", { reason: "expired" });
  }
  throw problem("invalid_token", { reason: "malformed" });
}
