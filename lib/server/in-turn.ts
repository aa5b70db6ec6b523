import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { answerToNode } from "#lib/api/answer.ts";
import { clockMs } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import { problem } from "#lib/problem.ts";
import { SECURITY_HEADERS } from "#lib/server/security-headers.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** How many pipelined requests of one connection can wait for their turn. */
export const PIPELINE_LIMIT = 16;

/**
 * Handles the requests of each connection one after the other. Node emits pipelined requests all at once, and a response
 * that waits for an earlier one is never told that its client has left. So a request is only handled when the client
 * can get its response. `refuse` gets the first request beyond the limit, and has to close the connection.
 */
export function inTurn(handle: Listener, refuse: Listener): Listener {
  const waiting = new WeakMap<Socket, number>();
  return (request, response) => {
    // Only the response whose turn it is has a socket.
    if (response.socket) return handle(request, response);
    const { socket } = request;
    const before = waiting.get(socket) ?? 0;
    if (before === Number.POSITIVE_INFINITY) return;
    if (before === PIPELINE_LIMIT) {
      // The connection closes after this response, so nothing that follows is handled.
      waiting.set(socket, Number.POSITIVE_INFINITY);
      return refuse(request, response);
    }
    waiting.set(socket, before + 1);
    response.once("socket", () => {
      waiting.set(socket, waiting.get(socket)! - 1);
      if (!socket.destroyed) handle(request, response);
    });
  };
}

/** Answers a request beyond the limit, and closes the connection. */
export function refusePipelined(_request: IncomingMessage, response: ServerResponse): void {
  const now = clockMs();
  const refusal = problem("unavailable", {
    retryAfterSeconds: 1,
    detail: `Too many requests are waiting on this connection. The limit is ${PIPELINE_LIMIT}.`,
    headers: { connection: "close" },
  });
  const envelope = { requestId: newId("req", now), now: new Date(now), fixedHeaders: SECURITY_HEADERS };
  answerToNode(response, envelope, refusal);
}
