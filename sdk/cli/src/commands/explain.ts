import type { Cli } from "../command.ts";
import { misused } from "../failure.ts";
import type { LoggedRequest } from "../http/api.ts";
import { colored } from "../terminal/colors.ts";
import { fields, textOf } from "../terminal/table.ts";
import { minute, second } from "../terminal/times.ts";
import { wrap } from "../terminal/width.ts";
import { statusColor } from "./log-filters.ts";

export function addExplain(cli: Cli): void {
  cli
    .group("explain", "why a request was accepted or refused: all its checks, in order")
    .argument("REQUEST_ID", "from the header request-id, the error, or the log: req_…")
    .does(async (context, [id]: [string]) => {
      if (!/^req_[0-9A-Za-z]{25}$/.test(id))
        throw misused("A request ID is req_ and 25 letters and digits.", "Find it in the log: latchkey logs");
      const request = await context.api().requests.retrieve(id);
      return { data: request, view: (width) => explained(request, width), words: advice(request) };
    });
}

function explained(request: LoggedRequest, width: number): string {
  const { at, method, path, status, code, key, user_id, environment, latency_ms, ip, user_agent, via } =
    request;
  const about = fields(
    [
      ["request", `${method} ${path}`],
      ["answer", [status, code].filter(Boolean).join(" "), statusColor(request)],
      ["at", second(at)],
      ["asked by", key ? `key ${key.name ?? key.hint} (${key.id})` : user_id && `user ${user_id}`],
      ["environment", environment],
      ["via", via],
      ["took", `${latency_ms} ms`],
      ["address", ip],
      ["user agent", user_agent],
    ],
    width,
  );
  return `${about}\n\n${checks(request, width)}`;
}

function checks({ checks: list }: LoggedRequest, width: number): string {
  const names = Math.max(0, ...list.map(({ check }) => textOf(check).length)) + 2;
  return list
    .map(({ check, outcome, detail }) => {
      const mark = outcome === "passed" ? colored("green", "✓") : colored("red", "✗");
      const lines = wrap(textOf(detail), Math.max(20, width - names - 2));
      return `${mark} ${textOf(check).padEnd(names)}${lines.join(`\n${" ".repeat(names + 2)}`)}`;
    })
    .join("\n");
}

/** What would have let it through. */
function advice({ needed, status }: LoggedRequest): string | undefined {
  if (!needed || status < 400) return undefined;
  if (needed.scopes.length > 0)
    return `The key needs the scope ${needed.scopes.join(", ")}. Add it in the dashboard, or use a key that has it.`;
  const { limit } = needed;
  if (!limit) return undefined;
  const until = limit.resets_at
    ? ` The next request would have been accepted at ${minute(limit.resets_at)}.`
    : "";
  return `The ${limit.name} allows ${limit.limit} requests per ${limit.per}.${until}`;
}
