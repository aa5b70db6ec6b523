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

/**
 * Whether clients have addresses of their own, although a proxy is in front. `forwarded` is the `X-Forwarded-For` of a
 * request, undefined if there is no request to look at.
 */
export function trustedProxies(forwarded?: string | null): Check {
  const check = "trusted proxies";
  const behindProxy = env.appUrl.startsWith("https:") || Boolean(forwarded);
  if (!behindProxy) return fine(check, "there is no proxy in front");
  if (env.trustedProxies.length === 0)
    return wrong(
      check,
      "a proxy is in front, but TRUSTED_PROXIES is empty",
      "Set TRUSTED_PROXIES to the proxy's address, and restart the server.",
    );
  if (forwarded === null)
    return attention(
      check,
      "your request arrived without X-Forwarded-For",
      "Let your proxy set this header to the client's address.",
    );
  return fine(check, env.trustedProxies.join(", "));
}
