import { type Answer, errorOf } from "./answer.ts";
import type { VerifyRequest } from "./api-types.ts";
import { type APIPromise, elements, type Page, promiseOf, type WithResponse } from "./call.ts";
import { readCredential, readUrl } from "./configuration.ts";
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
  readonly #options: Partial<ClientOptions>;
  readonly #credential: () => Promise<Record<string, string>>;
  readonly #url: string;

  constructor(options: ClientOptions = {}) {
    this.#options = given(options);
    this.#credential = readCredential(options);
    this.#url = `${readUrl(options.baseUrl, "LATCHKEY_BASE_URL")}/api/v1`;
    for (const [noun, routes] of Object.entries(ROUTES)) {
      const methods: Record<string, unknown> = {};
      for (const [verb, route] of Object.entries(routes)) methods[verb] = this.#method(route);
      Object.assign(this, { [noun]: methods });
    }
  }

  /** Any other operation of the API. Gives the JSON of the answer as it is. */
  request<T = unknown>(request: AnyRequest, options?: CallOptions): APIPromise<T> {
    return promiseOf(this.#send(request, options, ({ json }) => json as T));
  }

  /** The method of a route; see `ROUTES`. */
  #method(route: string) {
    const [template = "", method = "GET", takes, gives] = route.split(" ");
    const isList = gives === "page";
    const pick = (answer: Answer) => {
      const { data } = Object(answer.json);
      if (isList ? !Array.isArray(data) : data == null && gives !== "none") throw errorOf(answer);
      return gives === "key" ? keyOf(data, answer) : isList ? answer.json : data;
    };
    const call = (...input: unknown[]) => {
      const path = template.replace("{}", () => encodeURIComponent(input.shift() as string));
      const first = takes && { [takes]: input.shift() ?? {} };
      const request: AnyRequest = { method, path, ...first };
      const options = input.shift() as CallOptions;
      const promise = promiseOf(this.#send<unknown>(request, options, pick));
      const after = (cursor: string) => call({ ...request.query, cursor }, options) as Promise<Page>;
      if (isList)
        Object.assign(promise, { [Symbol.asyncIterator]: () => elements(promise as Promise<Page>, after) });
      return promise;
    };
    return call;
  }

  async #send<T>(
    { method, path, query = {}, body }: AnyRequest,
    options: CallOptions = {},
    pick: (answer: Answer) => T,
  ): Promise<WithResponse<T>> {
    const chosen = {
      fetch,
      timeout: 30_000,
      maxRetries: 2,
      maxRetryAfter: 60_000,
      counts: path === "/keys/verify" && (body as VerifyRequest)?.cost !== 0,
      ...this.#options,
      ...(given(options) as CallOptions),
    } as const;
    const operation = method + path;
    if (ELSEWHERE.test(operation)) throw new TypeError(`Wrong method or path: ${operation}`);
    const headers = new Headers(
      given({
        ...(await this.#credential()),
        accept: JSON_TYPE,
        "content-type": body === undefined ? null : JSON_TYPE,
        "x-workspace-id": chosen.workspaceId,
        "idempotency-key":
          method === "POST" && !chosen.counts ? (chosen.idempotencyKey ?? crypto.randomUUID()) : null,
      }),
    );
    const url = new URL(this.#url + path);
    for (const [name, value] of Object.entries(query))
      for (const one of [value ?? []].flat()) url.searchParams.append(name, `${one}`);
    const answer = await send(url, { method, headers, body: JSON.stringify(body) }, chosen as never);
    return { data: pick(answer), response: answer.response };
  }
}

const JSON_TYPE = "application/json";

/** The options that aren't undefined. */
const given = (options: object) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value != null));

/**
 * A method that isn't in capitals, which `fetch` may still send as one that changes something, or a path that begins without
 * `/`, or has spaces or a segment that is empty, `.` or `..`: it would be another one.
 */
const ELSEWHERE = /^(?![A-Z]+\/)|\s|[/\\](\.|%2[eE]){0,2}([/\\?#]|$)/;
