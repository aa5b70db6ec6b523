import { Agent, type IncomingMessage, request } from "node:http";
import type { Answer } from "#e2e/api/client.ts";

export interface GatewayRequest {
  method?: string;
  /** Path and query. */
  path?: string;
  key?: string;
  /** Sent unchanged, repeated names included. */
  headers?: [string, string][];
  body?: string | Buffer;
  /** Sends the body with chunked transfer encoding. */
  chunked?: boolean;
  /** The loopback address to send from. */
  from?: string;
  connection?: Agent;
}

/** A connection that is kept for the next request. */
export const keptConnection = () => new Agent({ keepAlive: true, maxSockets: 1 });

export interface GatewayAnswer extends Answer {
  /** Whether the connection had carried a request before. */
  reused: boolean;
}

/** Sends a request exactly as given. fetch() would forbid, join and add headers. */
export async function ask(url: string, options: GatewayRequest = {}): Promise<GatewayAnswer> {
  const { method = "GET", path = "/", body, from, connection: agent } = options;
  const { hostname, port } = new URL(url);
  // Not as a URL, which would resolve dot segments and encode characters.
  const sent = request({
    hostname,
    port,
    path,
    method,
    headers: head(url, options).flat(),
    localAddress: from,
    agent,
  });
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once("response", resolve).once("error", reject).end(body);
  });
  const text = (await answer.toArray()).join("");
  const headers = new Headers();
  for (let at = 0; at < answer.rawHeaders.length; at += 2)
    headers.append(answer.rawHeaders[at]!, answer.rawHeaders[at + 1]!);
  const json = /json/.test(headers.get("content-type") ?? "") && text && !headers.has("content-encoding");
  return {
    status: answer.statusCode!,
    headers,
    body: json ? JSON.parse(text) : text,
    reused: sent.reusedSocket,
  };
}

function head(url: string, { key, headers = [], body, chunked }: GatewayRequest): [string, string][] {
  const named = [...headers];
  if (!headers.some(([name]) => name.toLowerCase() === "host")) named.unshift(["Host", new URL(url).host]);
  if (key) named.push(["X-API-Key", key]);
  if (chunked) named.push(["Transfer-Encoding", "chunked"]);
  else if (body !== undefined) named.push(["Content-Length", String(Buffer.byteLength(body))]);
  return named;
}
