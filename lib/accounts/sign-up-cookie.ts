import { env } from "#env.ts";
import { readCookie } from "#lib/cookies.ts";
import { sha256 } from "#lib/opaque-token.ts";

const secure = env.appUrl.startsWith("https:");
const LIFETIME_SECONDS = 86_400;

/** The cookie by which a browser shows that a sign-up is its own. The prefix `__Host-` ties it to this host and to https. */
export const SIGN_UP_COOKIE = secure ? "__Host-latchkey-signup" : "latchkey-signup";

/** The Set-Cookie header of a sign-up. SameSite=Lax, so that the browser sends the cookie when an emailed link is opened. */
export function setSignUpCookie(token: string): string {
  const attributes = `Path=/; Max-Age=${LIFETIME_SECONDS}; HttpOnly; SameSite=Lax`;
  return `${SIGN_UP_COOKIE}=${token}; ${attributes}${secure ? "; Secure" : ""}`;
}

/** The hash of the sign-up cookie in a Cookie header. Null if there is none. */
export function signUpCookieHash(header: string | null): string | null {
  const token = readCookie(header, SIGN_UP_COOKIE);
  return token ? sha256(token) : null;
}
