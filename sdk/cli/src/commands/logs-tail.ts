import { setTimeout as delay } from "node:timers/promises";
import type { Context } from "../context.ts";
import { EXIT, Failure } from "../failure.ts";
import type { Api, LoggedRequest } from "../http/api.ts";
import { safeJson } from "../terminal/clean.ts";
import { colored } from "../terminal/colors.ts";
import { columns, say, wantsJson } from "../terminal/output.ts";
import { textOf } from "../terminal/table.ts";
import { second } from "../terminal/times.ts";
import { shorten } from "../terminal/width.ts";
import { type LogFilters, logQuery, statusColor } from "./log-filters.ts";

const POLL_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

interface Page {
  data: LoggedRequest[];
  meta: { after: string; has_more: boolean };
}

/**
 * Prints requests as they are logged: a line each, or with JSON, an object a line. Goes on after the connection was lost,
 * without missing or repeating a request. Ends with a signal, or a refusal.
 */
export async function tail(context: Context, filters: LogFilters): Promise<undefined> {
  const api = context.api();
  const query = await logQuery(api, filters);
  const printed = printer(wantsJson(context.options));
  let after = filters.since ? await beginning(api, query, printed) : await now(api, query);
  if (!wantsJson(context.options)) say("Waiting for requests. Ctrl-C ends.");
  for (let failed = 0; ; ) {
    const page = await next(api, { ...query, after }).catch((error) => lost(context, error, failed));
    if (!page) {
      failed += 1;
      await delay(Math.min(LONGEST_PAUSE_MS, POLL_MS * 2 ** failed));
      continue;
    }
    if (failed > 0) say("The connection is back.");
    failed = 0;
    for (const request of page.data) printed(request);
    after = page.meta.after;
    if (!page.meta.has_more) await delay(POLL_MS);
  }
}

type Query = Record<string, string | number>;

/** A server that can't be reached for a while is asked again; a refusal isn't. */
function lost(context: Context, error: unknown, failed: number): null {
  const failure = context.failure(error);
  const mayPass = failure instanceof Failure && failure.exitCode === EXIT.network;
  if (!mayPass && (error as { status?: number }).status !== 429) throw error;
  if (failed === 0) say(`${(failure as Failure).message} Trying again.`);
  return null;
}

const next = (api: Api, query: Query) =>
  api.request<Page>({ method: "GET", path: "/requests", query: { ...query, limit: 100 } });

/** Where the log ends now. */
const now = async (api: Api, query: Query) =>
  (await api.request<Page>({ method: "GET", path: "/requests", query: { ...query, limit: 1 } })).meta.after;

/** Prints what was logged since then, oldest first, and returns where to go on. */
async function beginning(api: Api, query: Query, printed: (request: LoggedRequest) => void): Promise<string> {
  const { data, meta } = await next(api, query);
  for (const request of data.reverse()) printed(request);
  return meta.after;
}

function printer(json: boolean) {
  return (request: LoggedRequest): void =>
    void process.stdout.write(`${json ? safeJson(request, 0) : lineOf(request, columns())}\n`);
}

/** A request in one line of the terminal, such as `2026-11-29 14:05:12  403  GET /v1/orders  insufficient_scope`. */
function lineOf(request: LoggedRequest, width: number): string {
  const { at, status, method, path, code, key, request_id } = request;
  const time = second(at);
  const left = width - time.length - request_id.length - 9;
  const what = [`${method} ${path}`, code, key?.name ?? key?.hint].filter(Boolean).join("  ");
  // On a narrow terminal, the ID is left out.
  const tailText = left >= 20 ? `  ${textOf(request_id)}` : "";
  const room = left >= 20 ? left : Math.max(10, width - time.length - 7);
  const words = shorten(textOf(what), room);
  return `${time}  ${colored(statusColor(request), String(status))}  ${words}${tailText}`;
}
