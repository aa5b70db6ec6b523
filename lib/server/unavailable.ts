import type { ServerResponse } from "node:http";
import { isAway } from "#db/faults.ts";
import { requestContext } from "#lib/gate/request-context.ts";
import type { App } from "#lib/server/next-app.ts";

type Handler = App["handle"];

/** What a page or the browser's login asks of the store: notes when it is away. */
export async function noteUnavailable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const context = requestContext.getStore();
    if (context && isAway(error)) context.storeAway = true;
    throw error;
  }
}

/**
 * Makes a 503 of an answer whose maker found the store away. Next knows 500 only, and next-auth takes a session that
 * cannot be looked up for one that has ended: its cookie must stay.
 */
export function answer503(handle: Handler): Handler {
  return (request, response) => {
    const context = requestContext.getStore();
    const writeHead = response.writeHead as (...head: unknown[]) => ServerResponse;
    response.writeHead = (status: number, ...head: unknown[]) => {
      if (!context?.storeAway) return writeHead.call(response, status, ...head);
      response.removeHeader("set-cookie");
      response.setHeader("retry-after", "1");
      return writeHead.call(response, 503);
    };
    return handle(request, response);
  };
}
