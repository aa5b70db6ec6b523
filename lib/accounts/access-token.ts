import { exportJWK, jwtVerify, SignJWT } from "jose";
import { env } from "#env.ts";
import { randomBase62 } from "#lib/base62.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";
import { signingKeys } from "#lib/secrets.ts";

export const ACCESS_TOKEN_SECONDS = 3600;
const AUDIENCE = "api";

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

const theKeys = () => {
  keys ??= loadKeys();
  return keys;
};

/** The public half, as a JWK set: other backends check access tokens with it. */
export async function publicKeys() {
  return { keys: [(await theKeys()).jwk] };
}

/** A JWT for an hour: `sub` the user, `sid` the session that can end it earlier. */
export async function signAccessToken(userId: string, sessionId: string, now: Date): Promise<string> {
  const { privateKey, jwk } = await theKeys();
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: "EdDSA", kid: jwk.kid, typ: "at+jwt" })
    .setIssuer(env.appUrl)
    .setAudience(AUDIENCE)
    .setSubject(userId)
    .setJti(randomBase62(16))
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
    .sign(privateKey);
}

/** The session that a token speaks for. Whether that session still lives is the caller's to ask. */
export async function verifyAccessToken(token: string, now: Date): Promise<string> {
  const { publicKey } = await theKeys();
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
