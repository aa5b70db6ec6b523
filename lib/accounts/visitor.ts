import { deviceOf } from "#lib/accounts/device-cookie.ts";

/** Who tries to log in or causes an email, as far as the server can tell. */
export interface Visitor {
  ip: string | null;
  /** From the device's cookie. */
  device: string | null;
  /** Whether a cookie proves that this browser made the sign-up. */
  ownsSignUp?: boolean;
}

export function visitorOf(request: {
  ip: string | null;
  headers: { get(name: string): string | null };
}): Visitor {
  return { ip: request.ip, device: deviceOf(request.headers.get("cookie")) };
}
