import fc from "fast-check";
import type { Answer } from "#e2e/api/client.ts";
import { internalsIn } from "#e2e/api/internals.ts";
import type { Known } from "#e2e/fuzz/known.ts";
import type { TestServer } from "#e2e/test-server.ts";

/** A part of the server that takes requests from strangers. */
export interface Surface<Request> {
  name: string;
  requests: (known: Known) => fc.Arbitrary<Request>;
  send: (server: TestServer, request: Request) => Promise<Answer>;
  /** What is wrong with an answer, apart from a 5xx; null if nothing is. */
  wrong: (request: Request, answer: Answer) => string | null;
  /** Statuses that have to occur, or the requests are too uniform. */
  expected: number[];
}

/** How many requests got each status, and which answers were wrong. */
export interface FuzzResult {
  seed: number;
  statuses: Map<number, number>;
  failures: string[];
}

const CLIENTS = 4;
const SHOWN_LENGTH = 400;

/** Sends random requests, several at a time. The same seed sends the same ones. */
export async function fuzz<Request>(
  server: TestServer,
  surface: Surface<Request>,
  known: Known,
  { runs, seed = Date.now() % 1_000_000 }: { runs: number; seed?: number },
): Promise<FuzzResult> {
  const requests = fc.sample(surface.requests(known), { numRuns: runs, seed });
  const result: FuzzResult = { seed, statuses: new Map(), failures: [] };
  const queue = requests.values();
  const client = async () => {
    for (const request of queue) {
      const failure = await attempt(server, surface, request, result.statuses);
      if (failure) result.failures.push(`${failure}: ${show(request)}`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return result;
}

async function attempt<Request>(
  server: TestServer,
  { send, wrong }: Surface<Request>,
  request: Request,
  statuses: Map<number, number>,
): Promise<string | null> {
  try {
    const answer = await send(server, request);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    return answer.status >= 500 ? `${answer.status}` : wrong(request, answer);
  } catch (error) {
    return `no valid answer, ${(error as Error).message}`;
  }
}

function show(request: unknown): string {
  const bytes = (_: string, value: unknown) =>
    (value as { type?: string } | null)?.type === "Buffer" || value instanceof Uint8Array
      ? `bytes ${Buffer.from((value as { data?: number[] }).data ?? (value as Uint8Array)).toString("hex")}`
      : value;
  return JSON.stringify(request, bytes).slice(0, SHOWN_LENGTH);
}

/** What keeps an error from being a complete problem; null if it is one, or no error. */
export function notAProblem({ status, headers, body }: Answer, method: string): string | null {
  if (!/^req_[0-9A-Za-z]{25}$/.test(headers.get("request-id") ?? "")) return `${status} without a request-id`;
  if (status < 400) return null;
  if (headers.get("content-type") !== "application/problem+json") return `${status} is not a problem`;
  // The gate can collapse the status for nginx, and then sends the real one in a header.
  const real = Number(headers.get("x-gate-status") ?? status);
  const complete = method === "HEAD" || (body?.status === real && typeof body.code === "string");
  if (!complete) return `${status} is an incomplete problem`;
  const revealed = internalsIn(body);
  return revealed && `${status} reveals ${revealed}`;
}
