import { channel } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isUnavailable } from "#db/faults.ts";
import { isProblem } from "#lib/problem.ts";
import { requestContext } from "#lib/request-context.ts";
import type { Handler } from "#lib/server/api-handler.ts";

// Next bundles its own copy of this module, but a diagnostics channel is shared by all copies in a thread. Its subscribers
// run in the context of the request.
const unavailable = channel("latchkey.unavailable");

/** Awaits what a page or the browser's login needs, and notes if the database or the hashing of passwords is unavailable. */
export async function noteUnavailable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (isUnavailable(error) || (isProblem(error) && error.code === "unavailable")) unavailable.publish(null);
    throw error;
  }
}

/**
 * Changes the response to a 503 if something was unavailable. Next itself would answer with a 500, and next-auth would
 * treat a session that it can't look up as ended and delete its cookie.
 */
export function answer503(handle: Handler): Handler {
  unavailable.subscribe(() => {
    const context = requestContext.getStore();
    if (context) context.unavailable = true;
  });
  return (request: IncomingMessage, response: ServerResponse) => {
    const context = requestContext.getStore();
    const writeHead = response.writeHead as (...head: unknown[]) => ServerResponse;
    response.writeHead = (status: number, ...head: unknown[]) => {
      if (!context?.unavailable) return writeHead.call(response, status, ...head);
      response.removeHeader("set-cookie");
      response.setHeader("retry-after", "1");
      return writeHead.call(response, 503);
    };
    return handle(request, response);
  };
}
