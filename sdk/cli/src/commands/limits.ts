import { Option } from "commander";
import type { Cli } from "../command.ts";
import type { Context } from "../context.ts";
import type { Api } from "../http/api.ts";
import type { Result } from "../terminal/output.ts";
import { type Column, table } from "../terminal/table.ts";
import { utcDay } from "../terminal/times.ts";
import { ENVIRONMENTS } from "./key-list.ts";

interface Options {
  environment?: "live" | "test";
}

export function addLimits(cli: Cli): void {
  cli
    .group("limits", "the rate limits and the quota, and what is left of them now")
    .addOption(new Option("--environment <NAME>", "only live or test").choices(ENVIRONMENTS))
    .does((context, _, options: Options) => limits(context, options));
}

/** A limit, and what is left of it now. */
interface Limit {
  /** `plan`, `quota` or `key`. */
  limit: string;
  /** Null for the one of the key that asks. */
  environment: string | null;
  /** Of a key's own limit. */
  key_id: string | null;
  name: string | null;
  allowed: number;
  /** Null for a calendar month. */
  window_seconds: number | null;
  used: number;
  remaining: number;
  /** When the next slot opens, in seconds; for a quota, when the month ends. */
  reset_in_seconds: number | null;
  resets_at: string | null;
}

async function limits(context: Context, { environment }: Options): Promise<Result> {
  const api = context.api();
  const isKey = context.login().credential.type === "api_key";
  const found: Limit[] = [];
  // A key has one environment, and asking for its own costs nothing, even when its limit is used up.
  for (const name of environment || isKey ? [environment] : (["live", "test"] as const))
    found.push(...(await planLimits(api, name)));
  found.push(...(await keyLimits(api, environment)));
  const view = (width: number) => table(found, COLUMNS, width);
  return found.length > 0 ? { data: found, view } : { data: [], words: "There are no limits." };
}

async function planLimits(api: Api, environment: "live" | "test" | undefined): Promise<Limit[]> {
  const query = environment ? { environment } : {};
  const { plan, rate_limit: rate } = await api.usage.rateLimits(query);
  const quota = (await api.usage.retrieve(query).catch(notNow))?.quota;
  const common = { environment: environment ?? null, key_id: null, name: plan };
  return [
    ...(rate
      ? [
          {
            ...common,
            limit: "plan",
            allowed: rate.rpm,
            window_seconds: 60,
            used: rate.used,
            remaining: rate.remaining,
            reset_in_seconds: rate.reset_in_seconds,
            resets_at: null,
          },
        ]
      : []),
    ...(quota
      ? [
          {
            ...common,
            limit: "quota",
            allowed: quota.limit,
            window_seconds: null,
            used: quota.used,
            remaining: quota.remaining,
            reset_in_seconds: null,
            resets_at: quota.resets_at,
          },
        ]
      : []),
  ];
}

interface KeyLimits {
  data: {
    key_id: string;
    name: string | null;
    hint: string;
    environment: string;
    rate_limit: {
      requests: number;
      window_seconds: number;
      used: number;
      remaining: number;
      reset_in_seconds: number;
    };
  }[];
  meta: { next_cursor: string | null };
}

/** The limits of single keys, where the credential may see them. */
async function keyLimits(api: Api, environment: string | undefined): Promise<Limit[]> {
  const found: Limit[] = [];
  let cursor: string | null = null;
  do {
    const query: Record<string, string | number> = {
      limit: 100,
      ...(environment && { environment }),
      ...(cursor && { cursor }),
    };
    const path = "/usage/rate-limits/keys";
    const page: KeyLimits | null = await api.request<KeyLimits>({ method: "GET", path, query }).catch(notNow);
    if (!page) return found;
    for (const { rate_limit, name, hint, ...key } of page.data)
      found.push({
        limit: "key",
        environment: key.environment,
        key_id: key.key_id,
        name: name ?? hint,
        allowed: rate_limit.requests,
        window_seconds: rate_limit.window_seconds,
        used: rate_limit.used,
        remaining: rate_limit.remaining,
        reset_in_seconds: rate_limit.reset_in_seconds,
        resets_at: null,
      });
    cursor = page.meta.next_cursor;
  } while (cursor && found.length < MOST_KEYS);
  return found;
}

const MOST_KEYS = 1000;

/** Without the right to see something, or when the limit is used up, the rest is shown. */
function notNow(error: unknown): null {
  if ([403, 429].includes((error as { status?: number }).status ?? 0)) return null;
  throw error;
}

const COLUMNS: Column<Limit>[] = [
  { title: "LIMIT", value: ({ limit, name }) => (limit === "key" ? `key ${name}` : limit), shortest: 8 },
  { title: "ENV", value: ({ environment }) => environment },
  { title: "ALLOWED", value: ({ allowed, window_seconds: s }) => `${allowed} per ${s ? `${s} s` : "month"}` },
  { title: "USED", value: ({ used }) => used, alignRight: true },
  {
    title: "LEFT",
    value: ({ remaining }) => remaining,
    alignRight: true,
    color: ({ remaining }) => (remaining === 0 ? "red" : undefined),
  },
  {
    title: "NEXT SLOT",
    value: ({ remaining, reset_in_seconds, resets_at }) => {
      if (resets_at) return utcDay(resets_at);
      return remaining > 0 ? "now" : `in ${reset_in_seconds} s`;
    },
  },
];
