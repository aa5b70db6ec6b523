import { type Cli, number } from "../command.ts";
import type { Context } from "../context.ts";
import type { Result } from "../terminal/output.ts";
import { table } from "../terminal/table.ts";
import { LOG_COLUMNS, type LogFilters, logFilters, logQuery } from "./log-filters.ts";
import { tail } from "./logs-tail.ts";
import { firstOf } from "./pages.ts";

export function addLogs(cli: Cli): void {
  const logs = logFilters(cli.group("logs", "the request log, newest first"));
  logs
    .option("--limit <N>", "at most so many", number(1, 10_000), 20)
    .does((context, _, options: LogFilters & { limit: number }) => list(context, options));
  logFilters(logs.group("tail", "follow the request log; Ctrl-C ends it")).does(
    (context, _, options: LogFilters) => tail(context, options),
  );
}

async function list(
  context: Context,
  { limit, ...filters }: LogFilters & { limit: number },
): Promise<Result> {
  const api = context.api();
  const query = { ...(await logQuery(api, filters)), limit: Math.min(limit, 100) };
  const { found } = await firstOf(api.requests.list(query), limit);
  if (found.length === 0) return { data: [], words: "No requests found." };
  return { data: found, view: (width) => table(found, LOG_COLUMNS, width) };
}
