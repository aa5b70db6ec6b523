import type { IncomingMessage } from "node:http";
import { env } from "#env.ts";
import { deviceOf } from "#lib/accounts/device-cookie.ts";
import type { RouteMatch } from "#lib/api/route-table.ts";
import type { Route } from "#lib/api/routes.ts";
import { networkOf } from "#lib/network.ts";
import { type Problem, problem } from "#lib/problem.ts";
import { inSeconds } from "#lib/text.ts";
import { TokenBuckets } from "#lib/token-buckets.ts";

/** How much smaller a device's own bucket is than that of a network. */
const DEVICE_SHARE = 0.1;
const MOST_NETWORKS = 20_000;

const bucketsOf = (perMinute: number) =>
  new TokenBuckets({ capacity: perMinute, perSecond: perMinute / 60, size: MOST_NETWORKS });

const perMinute = env.postsPerNetworkMinute;
const networks = bucketsOf(perMinute);
const devices = bucketsOf(Math.ceil(perMinute * DEVICE_SHARE));
/** Each takes 1 to 2 ms of the main thread, so this leaves most of it to decisions. */
const everyone = new TokenBuckets({ capacity: 300, perSecond: 100, size: 1 });
/** Anyone with an account can get as many devices as they log in, so their own buckets don't limit them together. */
const allDevices = new TokenBuckets({ capacity: 50, perSecond: 25, size: 1 });

/**
 * Limits the requests of a network that need no credential and change something: log-ins, sign-ups, requests for emails, and
 * everything but reading that Next handles. Returns the refusal, or null. A browser that has logged in before has a bucket of
 * its own when the network's is empty, so that strangers on the same network can't lock it out. All networks together are
 * limited, and so are all such browsers together, because a flood can come from many.
 */
export function limitPost(
  request: IncomingMessage,
  route: RouteMatch<Route> | null,
  { ip, nowMs }: { ip: string | null; nowMs: number },
): Problem | null {
  if (perMinute === 0 || !isPublicPost(request.method!, route)) return null;
  const waitMs = networks.take(networkOf(ip), nowMs);
  const busyMs = waitMs === 0 ? everyone.take("", nowMs) : 0;
  if (waitMs === 0 && busyMs === 0) return null;
  const device = deviceOf(request.headers.cookie);
  if (device && devices.take(device, nowMs) === 0 && allDevices.take("", nowMs) === 0) return null;
  return waitMs > 0 ? tooMany(waitMs) : tooBusy(busyMs);
}

const inWholeSeconds = (ms: number) => Math.max(1, Math.ceil(ms / 1000));

function tooMany(waitMs: number): Problem {
  const retryAfterSeconds = inWholeSeconds(waitMs);
  return problem("too_many_attempts", {
    detail: `Too many requests from your network. Retry in ${inSeconds(retryAfterSeconds)}.`,
    retryAfterSeconds,
  });
}

const tooBusy = (busyMs: number) =>
  problem("unavailable", {
    detail: "Too many people are logging in or signing up. Try again in a moment.",
    retryAfterSeconds: inWholeSeconds(busyMs),
  });

/** Whether a request needs no credential and changes something. */
export function isPublicPost(method: string, route: RouteMatch<Route> | null): boolean {
  if (method === "GET" || method === "HEAD" || method === "OPTIONS") return false;
  if (!route) return true;
  const access = route.target.methods.get(method)?.spec.access;
  return access === "public" || access === "optional";
}
