import { Gate } from "#sdk/typescript/src/gate.ts";
import { Latchkey, LatchkeyError } from "#sdk/typescript/src/index.ts";
import type { ClientOptions } from "#sdk/typescript/src/options.ts";

/** A call of the conformance table (sdk/conformance/README.md). */
export interface Call {
  operation: string;
  arguments?: Record<string, unknown>;
  options?: Record<string, unknown>;
  all?: boolean;
  raw?: boolean;
  repeat?: number;
}

/** Options of the client, by the table's names. */
export interface Client {
  api_key?: string | null;
  access_token?: string;
  base_url?: string | null;
  base_path?: string;
  max_retries?: number;
  timeout_ms?: number;
  max_retry_after_ms?: number;
  workspace_id?: string;
  fail_open?: boolean;
  environment?: Record<string, string>;
}

/** What a caller gets. */
export interface Outcome {
  value?: unknown;
  items?: unknown[];
  has_scope?: (scope: string) => boolean;
  error?: Record<string, unknown>;
  raw?: { status: number; headers: Headers };
}

/** Where the servers are. */
export interface Addresses {
  base: string;
  gate: string;
}

type Method = (...input: unknown[]) => PromiseLike<unknown> & {
  withResponse(): Promise<{ data: unknown; response: Response }>;
} & AsyncIterable<unknown>;

/** What stands in the path of an operation. */
const IN_PATH: Record<string, string> = { "scopes.delete": "name" };
const WITH_ID =
  /^(keys\.(retrieve|update|revoke|rotate|end_rotation|usage|rate_limit|activity)|(requests|workspaces)\.retrieve)$/;

/** Makes a call with the SDK, as the table says. */
export async function outcomeOf(call: Call, client: Client, addresses: Addresses): Promise<Outcome> {
  try {
    const make = caller(call, client, addresses);
    for (let i = 1; i < (call.repeat ?? 1); i += 1) await make();
    return await make();
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    const members = Object.entries(error).map(([name, value]) => [snake(name), value]);
    return { error: { ...Object.fromEntries(members), type: error.type, message: error.message } };
  }
}

function caller(call: Call, client: Client, addresses: Addresses): () => Promise<Outcome> {
  const latchkey = withEnvironment(client.environment ?? {}, addresses.base, () =>
    newClient(client, addresses.base),
  );
  if (call.operation.startsWith("gate.")) return gateCaller(call, client, latchkey, addresses);
  const options = camelOptions(call.options ?? {});
  if (call.operation === "request")
    return async () => ({ value: await latchkey.request(call.arguments as never, options) });
  const [noun = "", verb = ""] = call.operation.split(".").map(camel);
  const methods = (latchkey as unknown as Record<string, Record<string, Method>>)[noun]!;
  const invoke = () => methods[verb]!(...inputOf(call), options);
  return async () => {
    if (call.all) return { items: await allOf(invoke()) };
    if (!call.raw) return resultOf(await invoke());
    const { data, response } = await invoke().withResponse();
    return { ...resultOf(data), raw: response };
  };
}

async function allOf(list: AsyncIterable<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of list) items.push(item);
  return items;
}

function inputOf({ operation, arguments: given = {} }: Call): unknown[] {
  const inPath = IN_PATH[operation] ?? (WITH_ID.test(operation) ? "id" : undefined);
  const { [inPath ?? ""]: path, ...rest } = given;
  const takesMore = Object.keys(rest).length > 0 || TAKES_INPUT.test(operation);
  return [...(inPath ? [path] : []), ...(takesMore ? [rest] : [])];
}

const TAKES_INPUT =
  /^(keys\.(create|list|update|rotate|import|usage|activity|verify|validate)|scopes\.create|usage\..*|(requests|audit_events)\.list)$/;

function gateCaller(
  { operation, arguments: given = {} }: Call,
  client: Client,
  latchkey: Latchkey,
  to: Addresses,
) {
  const { scopes, cost, uri, ...request } = given as Record<string, never>;
  const gate = new Gate({
    failOpen: client.fail_open,
    // The tests' machine may be busy. A vector about time-outs has its own.
    timeout: client.timeout_ms ?? 5000,
    ...(operation === "gate.check" ? { url: to.gate } : { latchkey }),
  });
  return async () => {
    const verdict = await gate.check({ ...request, url: uri, headers: request.headers! }, { scopes, cost });
    const { code, reason, requiredScopes, retryAfterSeconds } = verdict;
    const members = Object.entries({ ...verdict, code, reason, requiredScopes, retryAfterSeconds });
    return {
      value: Object.fromEntries(members.map(([name, value]) => [snake(name), value])),
      has_scope: (scope: string) => verdict.hasScope(scope),
    };
  };
}

const resultOf = (value: unknown): Outcome => {
  const { hasScope } = (value ?? {}) as { hasScope?: (scope: string) => boolean };
  return { value: value ?? null, ...(hasScope && { has_scope: hasScope }) };
};

function newClient(client: Client, base: string): Latchkey {
  const named = "api_key" in client || "access_token" in client;
  const options: Record<string, unknown> = {
    apiKey: named ? client.api_key : "lk_test_vector",
    accessToken: client.access_token,
    baseUrl: "base_url" in client ? client.base_url : base + (client.base_path ?? ""),
    maxRetries: client.max_retries,
    timeout: client.timeout_ms,
    maxRetryAfter: client.max_retry_after_ms,
    workspaceId: client.workspace_id,
  };
  const given = Object.entries(options).filter(([, value]) => value !== null);
  return new Latchkey(Object.fromEntries(given) as ClientOptions);
}

function withEnvironment<T>(variables: Record<string, string>, base: string, make: () => T): T {
  const names = ["LATCHKEY_API_KEY", "LATCHKEY_BASE_URL"];
  const before = names.map((name) => [name, process.env[name]] as const);
  for (const name of names) delete process.env[name];
  for (const [name, value] of Object.entries(variables)) process.env[name] = value.replace("{base}", base);
  try {
    return make();
  } finally {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  }
}

const camelOptions = (options: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [camel(name.replace(/_ms$/, "")), value]),
  );
const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
