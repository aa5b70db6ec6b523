import { deviceOf } from "#lib/accounts/device-cookie.ts";
import { signUpCookieHash } from "#lib/accounts/sign-up-cookie.ts";

/** Who tries to log in or causes an email, as far as the server can tell. */
export interface Visitor {
  ip: string | null;
  /** From the device's cookie. */
  device: string | null;
  /** The hash of the sign-up cookie, which proves that this browser made a sign-up. */
  signUp?: string | null;
}

export function visitorOf(request: {
  ip: string | null;
  headers: { get(name: string): string | null };
}): Visitor {
  const cookies = request.headers.get("cookie");
  return { ip: request.ip, device: deviceOf(cookies), signUp: signUpCookieHash(cookies) };
}
