import { Option } from "commander";
import { type Cli, listOf } from "../command.ts";
import type { Api, LoggedRequest } from "../http/api.ts";
import type { Color } from "../terminal/colors.ts";
import type { Column } from "../terminal/table.ts";
import { past, second } from "../terminal/times.ts";
import { keyId } from "./find-key.ts";
import { ENVIRONMENTS } from "./key-list.ts";

/** Which requests of the log. */
export interface LogFilters {
  key?: string;
  status?: string[];
  code?: string[];
  method?: string[];
  path?: string;
  environment?: "live" | "test";
  since?: string;
}

/** The options that select requests of the log. */
export const logFilters = (command: Cli): Cli =>
  command
    .option("--key <KEY>", "only requests with this key: its ID, name or hint")
    .option("--status <LIST>", "statuses and classes, such as 401,5xx", listOf)
    .option("--code <LIST>", "problem codes, such as rate_limited", listOf)
    .option("--method <LIST>", "methods, such as POST,PUT", listOf)
    .option("--path <PATH>", "a path, or its beginning and *, such as /v1/orders/*")
    .addOption(new Option("--environment <NAME>", "only live or test").choices(ENVIRONMENTS))
    .option("--since <TIME>", "15m, 2h, 7d, or a date such as 2026-11-29", past) as Cli;

/** The filters as the API takes them. */
export async function logQuery(api: Api, filters: LogFilters) {
  const { key, status, code, method, path, environment, since } = filters;
  return {
    ...(key && { key_id: await keyId(api, key) }),
    ...(status && { status: status.join(",") }),
    ...(code && { code: code.join(",") }),
    ...(method && { method: method.join(",").toUpperCase() }),
    ...(path && { path }),
    ...(environment && { environment }),
    ...(since && { from: since }),
  };
}

/** Green for success, yellow for a refusal, red for an error of the server. */
export function statusColor({ status }: Pick<LoggedRequest, "status">): Color {
  if (status >= 500) return "red";
  return status >= 400 ? "yellow" : "green";
}

/** The log as a table of 80 columns; wider ones also show the key. */
export const LOG_COLUMNS: Column<LoggedRequest>[] = [
  { title: "TIME", value: ({ at }) => second(at) },
  { title: "STATUS", value: ({ status }) => status, color: statusColor },
  { title: "REQUEST", value: ({ method, path }) => `${method} ${path}`, shortest: 12 },
  { title: "KEY", value: ({ key }) => key?.name ?? key?.hint, shortest: 8, optional: true },
  { title: "ID", value: ({ request_id }) => request_id },
];
