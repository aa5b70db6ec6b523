import { type Cli, listOf, number } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../failure.ts";
import type { Verdict } from "../http/api.ts";
import type { Result } from "../terminal/output.ts";
import { askSecret, canAsk } from "../terminal/prompts.ts";
import { firstLine } from "../terminal/stdin.ts";
import { fields } from "../terminal/table.ts";
import { minute, seconds, utcDay } from "../terminal/times.ts";

interface Options {
  scope?: string[];
  cost: number;
}

export function addKeyVerification(keys: Cli): void {
  keys
    .group("verify", "check whether a key works; the key is asked for, or read from stdin")
    .option("--scope <LIST>", "it must have these", listOf)
    .option("--cost <N>", "count as so many requests against its limits", number(0, 1_000_000), 0)
    .does((context, _, options: Options) => verify(context, options));
}

async function verify(context: Context, { scope, cost }: Options): Promise<Result> {
  const api = context.api();
  const key = canAsk() ? await askSecret("API key") : await firstLine("The API key");
  const verdict = await api.keys.verify({ key: key.trim(), cost, ...(scope && { scopes: scope }) });
  return {
    data: verdict,
    view: (width) => verdictFields(verdict, width),
    words: sentence(verdict),
    exitCode: verdict.valid ? EXIT.ok : EXIT.refused,
  };
}

const SENTENCES: Record<Verdict["code"], string> = {
  valid: "The key is valid.",
  unknown: "The key is unknown here. It may belong to another workspace.",
  revoked: "The key is revoked.",
  expired: "The key has expired.",
  disabled: "The key is disabled.",
  suspended: "The key's workspace is suspended.",
  insufficient_scope: "The key is missing scopes.",
  rate_limited: "The key has reached its rate limit.",
  quota_exceeded: "The key's quota is used up.",
};

function sentence({ code, missing_scopes, rate_limit, quota }: Verdict): string {
  const text = SENTENCES[code] ?? `The key isn't valid: ${code}.`;
  if (code === "insufficient_scope") return text.replace(".", `: ${missing_scopes.join(", ")}.`);
  if (code === "rate_limited" && rate_limit)
    return `${text} Next slot opens in ${seconds(rate_limit.reset_in_seconds)}.`;
  if (code === "quota_exceeded" && quota) return `${text} It resets on ${utcDay(quota.resets_at)}.`;
  return text;
}

function verdictFields({ valid, code, key, rate_limit: limit, quota }: Verdict, width: number): string {
  return fields(
    [
      ["valid", valid ? "yes" : `no (${code})`, valid ? "green" : "red"],
      ...(key
        ? ([
            ["name", key.name],
            ["ID", key.id],
            ["environment", key.environment],
            ["plan", key.plan],
            ["scopes", key.scopes.join(", ")],
            ["expires", minute(key.expires_at) ?? "never"],
          ] as const)
        : []),
      ...(limit
        ? ([
            ["rate limit", `${limit.remaining} of ${limit.limit} left in ${limit.window_seconds} s`],
          ] as const)
        : []),
      ...(quota
        ? ([["quota", `${quota.remaining} of ${quota.limit} left until ${utcDay(quota.resets_at)}`]] as const)
        : []),
    ],
    width,
  );
}
