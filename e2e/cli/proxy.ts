import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** Answers a request, or returns false to send it on to the server. */
export type Answering = (
  request: IncomingMessage,
  response: ServerResponse,
) => boolean | undefined | Promise<boolean | undefined>;

/** A proxy between a person and the server that does what a test wants. */
export interface Proxy {
  url: string;
  /** What it has received: `GET /api/v1/me`. */
  received: string[];
  answer: Answering;
}

/** Starts a proxy in front of the server, until the test has finished. */
export async function startProxy(server: { url: string }): Promise<Proxy> {
  const proxy: Proxy = { url: "", received: [], answer: () => false };
  const listener = createServer(async (request, response) => {
    proxy.received.push(`${request.method} ${request.url}`);
    if ((await proxy.answer(request, response)) === false) await sendOn(server.url, request, response);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    listener.closeAllConnections();
    listener.close();
  });
  proxy.url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  return proxy;
}

async function sendOn(to: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
  const body = request.method === "GET" ? undefined : await text(request);
  const answer = await fetch(`${to}${request.url}`, {
    method: request.method!,
    headers: headers as Record<string, string>,
    ...(body && { body }),
  });
  const {
    "content-encoding": ____,
    "transfer-encoding": _____,
    ...answered
  } = Object.fromEntries(answer.headers);
  response.writeHead(answer.status, answered).end(await answer.text());
}

/** A problem as the API answers it. */
export function refuse(response: ServerResponse, status: number, problem: object, headers = {}): true {
  response.writeHead(status, { "content-type": "application/problem+json", ...headers }).end(
    JSON.stringify({
      type: "about:blank",
      title: "",
      status,
      request_id: `req_${"0".repeat(25)}`,
      ...problem,
    }),
  );
  return true;
}
