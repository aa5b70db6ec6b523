import { Option } from "commander";
import { type Cli, listOf, number } from "../command.ts";
import type { Context } from "../context.ts";
import type { Key } from "../http/api.ts";
import type { Color } from "../terminal/colors.ts";
import type { Result } from "../terminal/output.ts";
import { type Column, fields, table } from "../terminal/table.ts";
import { minute } from "../terminal/times.ts";
import { findKey } from "./find-key.ts";
import { firstOf } from "./pages.ts";

export const ENVIRONMENTS = ["live", "test"];
const STATUSES = ["active", "disabled", "expired", "revoked"];

interface Options {
  environment?: "live" | "test";
  status: string[];
  search?: string;
  limit: number;
}

export function addKeyList(keys: Cli): void {
  keys
    .group("list", "list the workspace's keys, newest first; revoked ones only with --status")
    .addOption(new Option("--environment <NAME>", "only keys of this environment").choices(ENVIRONMENTS))
    .option("--status <LIST>", `only these: ${STATUSES.join(", ")}`, listOf)
    .option("--search <TEXT>", "a part of the name or of the hint")
    .option("--limit <N>", "at most so many", number(1, 10_000), 50)
    .does((context, _, options: Options) => list(context, options));
  keys
    .group("show", "show a key")
    .argument("KEY", "its ID, name or hint")
    .does(async (context, [key]: [string]) => shown(await findKey(context.api(), key)));
}

async function list(context: Context, { environment, status, search, limit }: Options): Promise<Result> {
  const query = {
    status: (status ?? ["active", "disabled", "expired"]).join(","),
    limit: Math.min(limit, 100),
    ...(environment && { environment }),
    ...(search && { q: search }),
  };
  const { found, more } = await firstOf(context.api().keys.list(query), limit);
  if (found.length === 0) return { data: [], words: "No keys found." };
  const words = more
    ? `There are more. List them with --limit, or narrow them down with --search.`
    : undefined;
  return { data: found, view: (width) => table(found, COLUMNS, width), words };
}

const STATUS_COLORS: Record<Key["status"], Color> = {
  active: "green",
  disabled: "yellow",
  expired: "dim",
  revoked: "red",
};
const statusColor = ({ status }: Key) => STATUS_COLORS[status];

const COLUMNS: Column<Key>[] = [
  { title: "NAME", value: ({ name }) => name, shortest: 8 },
  { title: "ID", value: ({ id }) => id },
  { title: "HINT", value: ({ hint }) => hint, optional: true },
  { title: "ENV", value: ({ environment }) => environment },
  { title: "STATUS", value: ({ status }) => status, color: statusColor },
  { title: "SCOPES", value: ({ scopes }) => scopes.join(" "), shortest: 12, optional: true },
  { title: "LAST USED", value: ({ last_used_at }) => minute(last_used_at) },
];

/** A key with all that is known about it. */
export const shown = (key: Key): Result => ({ data: key, view: (width) => keyFields(key, width) });

export function keyFields(key: Key, width: number): string {
  const { rate_limit: limit, rotation } = key;
  return fields(
    [
      ["name", key.name],
      ["ID", key.id],
      ["hint", key.hint],
      ["environment", key.environment],
      ["status", key.status, statusColor(key)],
      ["scopes", key.scopes.join(", ")],
      ["rate limit", limit ? `${limit.requests} requests in ${limit.window_seconds} s` : "the plan's"],
      ["expires", minute(key.expires_at) ?? "never"],
      ["last used", minute(key.last_used_at) ?? "never"],
      ["created", minute(key.created_at)],
      ...(key.external_id ? ([["external ID", key.external_id]] as const) : []),
      ...(Object.keys(key.metadata).length > 0
        ? ([["metadata", JSON.stringify(key.metadata)]] as const)
        : []),
      ...(key.revoked_at ? ([["revoked", minute(key.revoked_at)]] as const) : []),
      ...(rotation
        ? ([
            ["old secret", `${rotation.previous_hint} works until ${minute(rotation.previous_expires_at)}`],
          ] as const)
        : []),
    ],
    width,
  );
}
