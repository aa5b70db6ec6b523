import { Option } from "commander";
import type { Cli } from "../command.ts";
import type { Context } from "../context.ts";
import type { Api } from "../http/api.ts";
import type { Result } from "../terminal/output.ts";
import { type Column, fields, table } from "../terminal/table.ts";
import { past, utcDay } from "../terminal/times.ts";
import { ENVIRONMENTS } from "./key-list.ts";

const GROUPS = ["key", "route", "status", "code"];

interface Options {
  environment?: "live" | "test";
  by?: "key" | "route" | "status" | "code";
  since?: string;
}

export function addUsage(cli: Cli): void {
  cli
    .group("usage", "how many requests were made this month, and what is left of the quota")
    .addOption(new Option("--environment <NAME>", "only live or test").choices(ENVIRONMENTS))
    .addOption(new Option("--by <GROUP>", "count them apart, the busiest first").choices(GROUPS))
    .option("--since <TIME>", "with --by: 15m, 2h, 7d, or a date; by default this month", past)
    .does((context, _, options: Options) =>
      options.by ? groups(context, options) : month(context, options),
    );
}

const selected = ({ environment }: Options) => (environment ? { environment } : {});

async function month(context: Context, options: Options): Promise<Result> {
  const usage = await context.api().usage.retrieve(selected(options));
  const { plan, period, requests, quota } = usage;
  const view = (width: number) =>
    fields(
      [
        ["plan", plan],
        ["month", `${period.start.slice(0, 7)} (UTC)`],
        ["requests", requests.total],
        ["succeeded", requests.succeeded],
        ["failed", requests.failed],
        ["rate limited", requests.rate_limited],
        ["quota", quota ? `${quota.used} of ${quota.limit} used` : "none"],
        ...(quota ? ([["resets on", utcDay(quota.resets_at)]] as const) : []),
      ],
      width,
    );
  return { data: usage, view };
}

interface Series {
  data: Slice[];
  meta: { groups: { id: string | null; name: string | null; hint: string | null }[] };
}

interface Slice {
  start: string;
  group: string | null;
  total: number;
  succeeded: number;
  failed: number;
  rate_limited: number;
}

type Group = Omit<Slice, "start"> & { name: string | null };

async function groups(context: Context, options: Options): Promise<Result> {
  const counted = await count(context.api(), options);
  const column: Column<Group> = {
    title: options.by!.toUpperCase(),
    value: nameOf(options.by!),
    shortest: 12,
  };
  const view = (width: number) => table(counted, [column, ...COLUMNS], width);
  return counted.length > 0 ? { data: counted, view } : { data: [], words: "No requests." };
}

const nameOf =
  (by: string) =>
  ({ group, name }: Group) => {
    if (by === "code" && group === null) return "(not known)";
    return name ?? group;
  };

const COLUMNS: Column<Group>[] = [
  { title: "REQUESTS", value: ({ total }) => total, alignRight: true },
  { title: "SUCCEEDED", value: ({ succeeded }) => succeeded, alignRight: true },
  { title: "FAILED", value: ({ failed }) => failed, alignRight: true },
  { title: "RATE LIMITED", value: ({ rate_limited }) => rate_limited, alignRight: true },
];

/** Adds up the series by group, in the order of the server: the busiest first. */
async function count(api: Api, { by, since, ...options }: Options): Promise<Group[]> {
  const from = since ?? firstOfMonth();
  const { data, meta } = await api.request<Series>({
    method: "GET",
    path: "/usage/series",
    query: { ...selected(options), group_by: by, from, interval: intervalSince(from) },
  });
  return meta.groups.map(({ id, name, hint }) => {
    const slices = data.filter(({ group }) => group === id);
    const sum = (member: "total" | "succeeded" | "failed" | "rate_limited") =>
      slices.reduce((total, slice) => total + slice[member], 0);
    return {
      group: id,
      name: name ?? hint,
      total: sum("total"),
      succeeded: sum("succeeded"),
      failed: sum("failed"),
      rate_limited: sum("rate_limited"),
    };
  });
}

const HOUR_MS = 3_600_000;

/** Fine enough to begin where it should, and no more rows than are needed. */
function intervalSince(from: string): "minute" | "hour" | "day" {
  const ageMs = Date.now() - Date.parse(from);
  if (ageMs <= 3 * HOUR_MS) return "minute";
  return ageMs <= 72 * HOUR_MS ? "hour" : "day";
}

function firstOfMonth(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)).toISOString();
}
