import type { IncomingMessage } from "node:http";
import type { RouteMatch } from "#lib/api/route-table.ts";
import type { Route } from "#lib/api/routes.ts";
import { isPublicPost } from "#lib/server/limit-posts.ts";

const waiting: (() => void)[] = [];
let scheduled = false;

/**
 * Starts at most one of these per turn of the event loop. A burst of requests that each take a millisecond or two would
 * otherwise keep the gate's requests waiting for all of them.
 */
export function onePerTick(start: () => void): void {
  waiting.push(start);
  if (!scheduled) setImmediate(startNext);
  scheduled = true;
}

function startNext(): void {
  scheduled = waiting.length > 1;
  if (scheduled) setImmediate(startNext);
  waiting.shift()!();
}

/**
 * Whether a program sent an API request with a key, which has limits of its own. What people do takes the main thread longer,
 * and so does what needs no credential: there, anyone can add a key that nobody reads.
 */
export const startsAtOnce = (request: IncomingMessage, route: RouteMatch<Route> | null): boolean =>
  route !== null && sendsKey(request) && !isPublicPost(request.method!, route);

const sendsKey = ({ headers }: IncomingMessage): boolean =>
  headers["x-api-key"] !== undefined ||
  (headers.authorization !== undefined && !/^bearer +eyJ/i.test(headers.authorization));
