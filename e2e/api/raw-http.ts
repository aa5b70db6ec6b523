import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Answer } from "#e2e/api/client.ts";
import type { TestServer } from "#e2e/test-server.ts";

export type Bytes = string | Uint8Array;

/**
 * Sends bytes as they are, for requests that no HTTP client would send, and returns the first final answer. Send
 * `Connection: close`: it reads until the server closes. Throws if no whole answer comes in time.
 */
export async function rawHttp(server: Pick<TestServer, "url">, ...writes: Bytes[]): Promise<Answer> {
  const received = await exchange(Number(new URL(server.url).port), writes);
  return parse(received.replace(/^(HTTP\/1\.1 1\d\d [^\r]*\r\n(?:[^\r]+\r\n)*\r\n)+/, ""));
}

/** The same, but returns the answer as it was sent. */
export const rawAnswer = (server: Pick<TestServer, "url">, ...writes: Bytes[]): Promise<string> =>
  exchange(Number(new URL(server.url).port), writes);

/** Sends bytes, and hangs up shortly after. */
export async function abandon(server: Pick<TestServer, "url">, ...writes: Bytes[]): Promise<void> {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  await once(socket, "connect");
  for (const bytes of writes) socket.write(bytes);
  await delay(300);
  socket.destroy();
  await delay(100);
}

// The server itself closes a connection on which nothing happens after ten seconds, which must not count as an answer. Sending
// a large body can take longer than that.
const SILENCE_MS = 9000;

function exchange(port: number, writes: Bytes[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => {
      for (const bytes of writes) socket.write(bytes);
    });
    const done = () => {
      socket.destroy();
      resolve(Buffer.concat(chunks).toString("latin1"));
    };
    socket.setTimeout(SILENCE_MS, () => {
      socket.destroy();
      const received = Buffer.concat(chunks).toString("latin1");
      reject(new Error(`Nothing happened for ${SILENCE_MS} ms before the answer was whole: ${received}`));
    });
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("end", done);
    // The server may close while this side still writes; what it answered before counts.
    socket.on("error", done);
  });
}

function parse(text: string): Answer {
  const [, status, head, rest] =
    /^HTTP\/1\.1 (\d{3})[^\r]*\r\n((?:[^\r]+\r\n)*)\r\n([\s\S]*)$/.exec(text) ?? [];
  if (!status) throw new Error(`Not an HTTP answer: ${JSON.stringify(text.slice(0, 300))}`);
  const headers = new Headers();
  for (const line of head!.split("\r\n").filter(Boolean)) {
    const at = line.indexOf(":");
    headers.append(line.slice(0, at), line.slice(at + 1).trim());
  }
  const body = headers.get("transfer-encoding") === "chunked" ? unchunk(rest!) : rest!;
  const json = /json/.test(headers.get("content-type") ?? "");
  return { status: Number(status), headers, body: json && body ? JSON.parse(utf8(body)) : body || null };
}

const utf8 = (latin1: string) => Buffer.from(latin1, "latin1").toString("utf8");

function unchunk(text: string): string {
  let [body, rest] = ["", text];
  for (;;) {
    const size = Number.parseInt(rest, 16);
    const start = rest.indexOf("\r\n") + 2;
    if (!size) return body;
    body += rest.slice(start, start + size);
    rest = rest.slice(start + size + 2);
  }
}
