import { channel } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isAway } from "#db/faults.ts";
import { requestContext } from "#lib/gate/request-context.ts";
import type { Handler } from "#lib/server/api-handler.ts";

// Next bundles a copy of this module for pages. A channel is one for the whole thread, and runs in the request's context.
const unavailable = channel("latchkey.unavailable");

/** Awaits what a page or the browser's login asks of the database, and notes when the database is unavailable. */
export async function noteUnavailable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (isAway(error)) unavailable.publish(null);
    throw error;
  }
}

/**
 * Answers 503 in place of Next where the database was unavailable. Next knows 500 only, and next-auth takes a session
 * that it can't look up for one that has ended: its cookie must stay.
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
