import { env } from "#env.ts";
import { attention, type Check, fine, wrong } from "#lib/readiness/check.ts";

/** Whether people reach this installation by https. On the operator's own machine, they needn't. */
export function https(): Check {
  if (env.appUrl.startsWith("https:")) return fine("https", `APP_URL is ${env.appUrl}`);
  if (env.loopback) return fine("https", `only this machine can reach ${env.appUrl}`);
  return wrong(
    "https",
    `APP_URL ${env.appUrl} is not https`,
    "Put a TLS proxy in front, and set APP_URL to https.",
  );
}

/** How a request reached the server. */
export interface Arrival {
  /** Its `X-Forwarded-For`. */
  forwarded: string | null;
  /** The client's address, as the server has understood it. */
  ip: string | null;
}

/** Whether clients have addresses of their own, although a proxy is in front. Sees more with a request to look at. */
export function trustedProxies(arrival?: Arrival): Check {
  const check = "trusted proxies";
  const behindProxy = env.appUrl.startsWith("https:") || Boolean(arrival?.forwarded);
  if (!behindProxy) return fine(check, "there is no proxy in front");
  if (env.trustedProxies.length === 0)
    return wrong(
      check,
      "a proxy is in front, but TRUSTED_PROXIES is empty",
      "Set TRUSTED_PROXIES to the proxy's address, and restart the server.",
    );
  if (arrival && !arrival.forwarded)
    return attention(
      check,
      "your request arrived without X-Forwarded-For",
      "Let your proxy set this header to the client's address.",
    );
  if (arrival?.ip && !arrival.forwarded!.includes(arrival.ip))
    return wrong(
      check,
      `your request came from ${arrival.ip}, which TRUSTED_PROXIES doesn't contain, so its X-Forwarded-For is ignored`,
      `Add ${arrival.ip} to TRUSTED_PROXIES if that is your proxy, and restart the server.`,
    );
  return fine(check, env.trustedProxies.join(", "));
}
