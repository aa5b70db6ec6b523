import { statSync } from "node:fs";
import type { Cli } from "../command.ts";
import { isUnencrypted } from "../config/base-url.ts";
import { configFile, credentialsFile } from "../config/paths.ts";
import type { Context } from "../context.ts";
import { environment } from "../environment.ts";
import { EXIT, type Failure } from "../failure.ts";
import { connectionFailure } from "../http/connection.ts";
import { send } from "../http/send.ts";
import { colored } from "../terminal/colors.ts";
import type { Result } from "../terminal/output.ts";
import { textOf } from "../terminal/table.ts";
import { wrap } from "../terminal/width.ts";
import { VERSION } from "../version.ts";
import { identity } from "./whoami.ts";

/** What was examined. */
interface Check {
  check: string;
  ok: boolean;
  found: string;
  /** What to do. */
  fix: string | null;
}

const fine = (check: string, found: string): Check => ({ check, ok: true, found, fix: null });
const wrong = (check: string, found: string, fix: string): Check => ({ check, ok: false, found, fix });

export function addDoctor(cli: Cli): void {
  cli
    .group("doctor", "look for problems with the settings, the server, the login and the clock")
    .does((context) => examine(context));
}

async function examine(context: Context): Promise<Result> {
  const checks: Check[] = [fine("version", `latchkey ${VERSION} on Node.js ${process.version}`)];
  const settings = attempt("settings", checks, () => context.settings());
  if (settings) {
    checks.push(
      files(settings.profile.value),
      fine("profile", `${settings.profile.value} (${settings.profile.from})`),
    );
    const address = settings.baseUrl ?? null;
    if (address)
      checks.push(fine("address", `${address.value} (${address.from})`), ...(await server(address.value)));
    await login(context, checks);
  }
  const problems = checks.filter(({ ok }) => !ok).length;
  return {
    data: checks,
    view: (width) => checks.map((check) => shown(check, width)).join("\n"),
    words:
      problems === 0
        ? "Everything is fine."
        : `${problems} ${problems === 1 ? "problem" : "problems"} found.`,
    exitCode: problems === 0 ? EXIT.ok : EXIT.refused,
  };
}

/** The result, or null and a check that says what was wrong. */
function attempt<T>(check: string, checks: Check[], work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    checks.push(failed(check, error));
    return null;
  }
}

function failed(check: string, error: unknown): Check {
  const { message, more = [] } = error as Partial<Failure> & Error;
  return wrong(check, message, more.join(" "));
}

function files(profile: string): Check {
  const path = credentialsFile(profile);
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) return fine("files", `${configFile()}; no stored credential`);
  const open = process.platform !== "win32" && (mode & 0o077) !== 0;
  return open
    ? wrong("files", `${path} can be read by others`, `Run chmod 600 ${path}`)
    : fine("files", `${configFile()}, ${path}`);
}

const CLOCK_SECONDS = 60;

/** Whether Latchkey answers, and what time it has. */
async function server(address: string): Promise<Check[]> {
  const encryption = isUnencrypted(address)
    ? [wrong("encryption", `${address} isn't encrypted`, "Use an https:// address")]
    : [];
  try {
    const answer = await send(`${address}/api/v1/plans`, { signal: AbortSignal.timeout(10_000) });
    await answer.body?.cancel();
    const isLatchkey = /^req_/.test(answer.headers.get("request-id") ?? "");
    if (!isLatchkey)
      return [
        ...encryption,
        wrong("server", `answers with ${answer.status}, but not as Latchkey does`, "Check the address"),
      ];
    return [...encryption, fine("server", "Latchkey answers"), clock(answer.headers.get("date"))];
  } catch (error) {
    return [...encryption, failed("server", connectionFailure(error, address))];
  }
}

function clock(date: string | null): Check {
  const differs = Math.round((Date.parse(date ?? "") - Date.now()) / 1000);
  if (Number.isNaN(differs) || Math.abs(differs) < CLOCK_SECONDS)
    return fine("clock", "agrees with the server's");
  const way = differs > 0 ? "behind" : "ahead of";
  return wrong("clock", `${Math.abs(differs)} seconds ${way} the server's`, "Set the clock of this machine");
}

async function login(context: Context, checks: Check[]): Promise<void> {
  const as = attempt("login", checks, () => context.login());
  if (!as) return;
  try {
    const me = await context.api().me.retrieve();
    checks.push(fine("login", `${identity(me, as).words.replace(/\.$/, "")} (${as.from})`));
    const { LATCHKEY_API_KEY } = environment();
    if (LATCHKEY_API_KEY && as.from !== "LATCHKEY_API_KEY")
      checks.push(fine("environment", "LATCHKEY_API_KEY is set, but --profile comes first"));
  } catch (error) {
    checks.push(failed("login", context.failure(error)));
  }
}

function shown({ check, ok, found, fix }: Check, width: number): string {
  const indent = " ".repeat(14);
  const text = [found, fix].filter(Boolean).join(". ");
  const lines = wrap(textOf(text), Math.max(20, width - indent.length));
  const mark = ok ? colored("green", "✓") : colored("red", "✗");
  return `${mark} ${check.padEnd(12)}${lines.join(`\n${indent}`)}`;
}
