import { type Answer, errorOf } from "./answer.ts";
import type { VerifyRequest } from "./api-types.ts";
import { type APIPromise, type Page, promiseOf, type WithResponse } from "./call.ts";
import { readCredential, readUrl } from "./configuration.ts";
import { APIDecodeError } from "./errors.ts";
import { send } from "./http.ts";
import { type Methods, ROUTES } from "./operations.ts";
import type { CallOptions, ClientOptions } from "./options.ts";
import { keyOf } from "./validate.ts";

/** Any request to the API. */
export interface AnyRequest {
  method: string;
  /** Below `/api/v1`, such as `/keys`. */
  path: string;
  query?: Record<string, string | number | boolean | string[] | null | undefined> | undefined;
  body?: unknown;
}

// A class and an interface, because the methods are made from the table of routes.
export interface Latchkey extends Readonly<Methods> {}

/**
 * A client of Latchkey's API. Its methods throw a `LatchkeyError`, or the reason of the signal that cancelled the call.
 * Throws `ConfigurationError` without a credential or an address.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor adds all methods of the interface
export class Latchkey {
  /** Any other operation of the API. Gives the JSON of the answer as it is. */
  readonly request: <T = unknown>(request: AnyRequest, options?: CallOptions) => APIPromise<T>;

  constructor(options: ClientOptions = {}) {
    const send = sender(options);
    this.request = (request, options) => promiseOf(send(request, options, ({ json }) => json as never));
    const methods = this as unknown as Record<string, Record<string, unknown>>;
    const routes: Record<string, Record<string, string>> = ROUTES;
    for (const noun in routes) {
      methods[noun] = {};
      for (const verb in routes[noun])
        methods[noun][verb] = methodOf(`/${noun.replace("E", "-e")}${routes[noun][verb]}`, send);
    }
  }
}

type Send = <T>(
  request: AnyRequest,
  options: CallOptions | undefined,
  pick: (answer: Answer) => T,
) => Promise<WithResponse<T>>;

/** The method of a route; see `ROUTES`. */
function methodOf(route: string, send: Send) {
  const [template = "", method = "GET", takes, gives] = route.split(" ");
  const isList = gives === "page";
  const pick = (answer: Answer) => {
    const { data } = Object(answer.json);
    if (isList ? !Array.isArray(data) : data == null && gives !== "-") throw errorOf(answer);
    return gives === "key" ? keyOf(data, answer) : isList ? answer.json : data;
  };
  const call = (...input: unknown[]): Promise<Page> => {
    const request: AnyRequest = {
      method,
      // Without an ID, the path would be another one: it is refused as `..` is.
      path: template.replace("{}", () => encodeURIComponent((input.shift() as string) || "..")),
    };
    if (takes) request[takes as "body"] = input.shift() ?? {};
    const options = input.shift() as CallOptions;
    const promise = promiseOf(send<unknown>(request, options, pick)) as Promise<Page>;
    async function* elements(): AsyncGenerator<unknown> {
      for (
        let page = promise, cursor: string | undefined;
        ;
        page = call({ ...request.query, cursor }, options)
      ) {
        const { data, meta } = await page;
        yield* data;
        const next = meta?.next_cursor;
        if (!next) return;
        if (next === cursor) throw new APIDecodeError("next_cursor repeats.");
        cursor = next;
      }
    }
    return Object.assign(promise, isList && { [Symbol.asyncIterator]: elements });
  };
  return call;
}

/** Sends requests with the options of a client, which stay in this closure, so that nothing can print them. */
function sender(options: ClientOptions): Send {
  const credential = readCredential(options);
  const base = `${readUrl(options.baseUrl, "LATCHKEY_BASE_URL")}/api/v1`;
  return async ({ method, path, query = {}, body }, callOptions = {}, pick) => {
    const chosen = {
      fetch,
      timeout: 30_000,
      maxRetries: 2,
      maxRetryAfter: 60_000,
      counts: path === "/keys/verify" && (body as VerifyRequest)?.cost !== 0,
      ...(given(options) as ClientOptions),
      ...(given(callOptions) as CallOptions),
    };
    const headers = new Headers(
      given({
        ...(await credential()),
        accept: "application/json",
        "content-type": body === undefined ? null : "application/json",
        "x-workspace-id": chosen.workspaceId,
        "idempotency-key":
          method !== "POST" || chosen.counts ? null : (chosen.idempotencyKey ?? crypto.randomUUID()),
      }),
    );
    const url = new URL(base + path);
    // A path is another one with `.` or `..`, also escaped ones, and without `/` at its beginning. And `fetch` may still send a
    // method that isn't in capitals as one that changes something.
    if (url.href !== base + path || !/^[A-Z]+\//.test(method + path))
      throw new TypeError(`Can't send ${method} ${path}`);
    for (const name in query)
      for (const one of [query[name] ?? []].flat()) url.searchParams.append(name, one as string);
    const answer = await send(url, { method, headers, body: JSON.stringify(body) }, chosen as never);
    return { data: pick(answer), response: answer.response };
  };
}

/** The options that aren't undefined. */
const given = (options: object) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value != null));
