// The scripted server: it plays the exchanges of a vector, and says what was wrong with the requests. README.md describes it.
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

const plays = new Map();

/** One vector, with a server of its own. */
class Play {
  /** @param {object} vector */
  constructor(vector) {
    this.exchanges = vector.exchanges ?? [];
    this.done = 0;
    this.answeredAt = 0;
    this.variables = new Map();
    this.problems = [];
    this.stale = new WeakSet();
    this.server = createServer((request, response) => void this.receive(request, response));
    // So that no answer depends on how long a client thinks.
    this.server.keepAliveTimeout = 60_000;
  }

  async start() {
    await once(this.server.listen(0, "127.0.0.1"), "listening");
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  async receive(request, response) {
    if (this.stale.has(request.socket)) return request.socket.destroy();
    const arrived = performance.now();
    const body = await textOf(request).catch(() => null);
    // The client has left before its request was complete.
    if (body === null) return;
    const exchange = this.exchanges[this.done];
    this.done += 1;
    if (!exchange) {
      this.problems.push(`Request ${this.done} wasn't expected: ${request.method} ${request.url}`);
      return response.writeHead(400).end();
    }
    for (const problem of this.compare(exchange.request ?? {}, request, body, arrived))
      this.problems.push(`Request ${this.done}: ${problem}`);
    await this.answer(exchange.answer, request, response);
    this.answeredAt = performance.now();
  }

  *compare(expected, request, body, arrived) {
    const url = new URL(request.url, "http://server");
    if (expected.method && expected.method !== request.method)
      yield `the method is ${request.method}, not ${expected.method}`;
    if (expected.path && segments(expected.path) !== segments(url.pathname))
      yield `the path is ${url.pathname}, not ${expected.path}`;
    if (expected.path && !this.matches(expected.query ?? {}, queryOf(url)))
      yield `the query is ${JSON.stringify(queryOf(url))}, not ${JSON.stringify(expected.query ?? {})}`;
    for (const [name, value] of Object.entries(expected.headers ?? {}))
      if (!this.matches(value, request.headers[name] ?? null))
        yield `the header ${name} is ${JSON.stringify(request.headers[name] ?? null)}, not ${JSON.stringify(value)}`;
    if (expected.body !== undefined && !this.matches(expected.body, jsonOf(body)))
      yield `the body is ${body || "empty"}, not ${JSON.stringify(expected.body)}`;
    const waited = arrived - this.answeredAt;
    if (waited < (expected.not_before_ms ?? 0))
      yield `it came ${Math.round(waited)} ms after the answer before, not ${expected.not_before_ms} ms`;
  }

  /** Whether a value is as expected. "$x" is any string, the same each time. */
  matches(expected, value) {
    if (typeof expected === "string" && expected.startsWith("$")) {
      if (typeof value !== "string" || value === "") return false;
      if (!this.variables.has(expected)) this.variables.set(expected, value);
      return this.variables.get(expected) === value;
    }
    if (expected === null || typeof expected !== "object") return expected === value;
    if (value === null || typeof value !== "object" || Array.isArray(expected) !== Array.isArray(value))
      return false;
    const names = Object.keys(expected);
    return (
      names.length === Object.keys(value).length &&
      names.every((name) => name in value && this.matches(expected[name], value[name]))
    );
  }

  async answer(answer, request, response) {
    const { socket } = request;
    if (answer.fault === "close") return socket.destroy();
    if (answer.fault === "silent") return;
    if (answer.fault === "garbage") return socket.end("This is not HTTP.\r\n\r\n");
    if (answer.fault === "stale") this.stale.add(socket);
    const { status = 200 } = answer;
    const body = answer.text ?? (answer.body === undefined ? "" : JSON.stringify(answer.body));
    const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [name, dated(value)]);
    const type = status < 400 ? "application/json" : "application/problem+json";
    response.writeHead(status, {
      "content-type": answer.text === undefined ? type : "text/html",
      ...(status === 204 ? {} : { "content-length": Buffer.byteLength(body) }),
      ...Object.fromEntries(headers),
    });
    if (answer.fault !== "half") return response.end(body);
    response.write(body.slice(0, body.length / 2));
    await delay(20);
    socket.destroy();
  }

  finish() {
    this.server.close();
    this.server.closeAllConnections();
    if (this.done < this.exchanges.length)
      this.problems.push(`${this.exchanges.length} requests were expected, and ${this.done} came`);
    if (new Set(this.variables.values()).size < this.variables.size)
      this.problems.push(`Different variables have the same value: ${[...this.variables.keys()].join(", ")}`);
    return this.problems;
  }
}

/** "{date+2}" is the date in two seconds. */
const dated = (value) =>
  value.replace(/^\{date\+(\d+)\}$/, (_, seconds) => new Date(Date.now() + seconds * 1000).toUTCString());

/** A path as it is compared: however a client escapes what need not be escaped. */
const segments = (path) =>
  path
    .split("/")
    .map((part) => encodeURIComponent(decodeURIComponent(part)))
    .join("/");

const queryOf = ({ searchParams }) =>
  Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const values = searchParams.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );

/** The JSON of a body; null if there is none; the text itself if it isn't JSON. */
function jsonOf(body) {
  if (body === "") return null;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

async function textOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function control(request, response) {
  const body = JSON.parse(await textOf(request));
  const send = (value) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
  if (request.url === "/control/start") {
    const play = new Play(body);
    const baseUrl = await play.start();
    plays.set(baseUrl, play);
    return send({ base_url: baseUrl });
  }
  const play = plays.get(body.base_url);
  if (request.url !== "/control/finish" || !play) return response.writeHead(404).end();
  plays.delete(body.base_url);
  send({ problems: play.finish() });
}

const server = createServer((request, response) =>
  control(request, response).catch((error) => response.writeHead(400).end(String(error))),
);
await once(server.listen(Number(process.argv[2] ?? 0), "127.0.0.1"), "listening");
console.log(`http://127.0.0.1:${server.address().port}`);
process.stdin.resume().on("end", () => process.exit());
process.on("SIGTERM", () => process.exit());
