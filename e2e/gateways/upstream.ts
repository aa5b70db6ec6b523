import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the API behind the gateway received it. */
export interface UpstreamRequest {
  method: string;
  /** Path and query. */
  url: string;
  /** Names and values, in the order and spelling received. */
  headers: [string, string][];
  body: Buffer;
}

export interface Upstream {
  /** `127.0.0.1:port`. */
  address: string;
  seen: UpstreamRequest[];
  /** The status of its next responses; 200 at first. */
  status: number;
  close(): void;
}

/** The API behind the gateway: a real server that records requests. */
export async function startUpstream(): Promise<Upstream> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "", url = "", rawHeaders } = request;
    upstream.seen.push({ method, url, headers: pairs(rawHeaders), body: Buffer.concat(chunks) });
    response.writeHead(upstream.status, { "content-type": "text/plain" }).end("of the upstream");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const upstream: Upstream = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    status: 200,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return upstream;
}

const pairs = (raw: string[]): [string, string][] =>
  Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index]!, raw[2 * index + 1]!]);

/** The headers as a CGI program reads them: `_` equals `-`, and repeated headers are joined. */
export function readHeaders({ headers }: UpstreamRequest): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase().replaceAll("_", "-");
    read[key] = key in read ? `${read[key]}, ${value}` : value;
  }
  return read;
}
