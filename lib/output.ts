import { format, inspect } from "node:util";
import { errorFields, errorMessage, isError, withoutParameters } from "#lib/error-fields.ts";
import { redact, redactStart } from "#lib/redact.ts";

type Level = "debug" | "info" | "warn" | "error" | "fatal";

/** Where captured output goes: the log. */
export type OutputLog = Record<Level, (fields: object, text: string) => void>;

const TEXT_LENGTH = 8192;
const LEVELS: Record<Level, number> = { debug: 20, info: 30, warn: 40, error: 50, fatal: 60 };
const CONSOLE = {
  debug: "debug",
  log: "info",
  info: "info",
  warn: "warn",
  error: "error",
  trace: "error",
} as const;

// Next bundles a copy of this module, which has to find what this one has replaced.
const ORIGINAL = Symbol.for("latchkey.write");
type Write = (line: string | Uint8Array) => boolean;

/** Writes to standard output as it is, past `captureOutput`. The text must consist of whole lines of the log. */
export function writeLines(lines: string | Uint8Array): void {
  const { stdout } = process;
  const write: Write = (stdout.write as { [ORIGINAL]?: Write })[ORIGINAL] ?? stdout.write;
  write.call(stdout, lines);
}

/** The log until the settings are read. It always logs. */
const earlyLog = Object.fromEntries(
  Object.entries(LEVELS).map(([name, level]) => [
    name,
    ({ err, ...fields }: { err?: unknown }, msg: string) => {
      const line = { level, time: Date.now(), ...fields, ...(err ? { err: errorFields(err) } : {}), msg };
      writeLines(`${redact(JSON.stringify(line))}\n`);
    },
  ]),
) as OutputLog;

let target: OutputLog | null = null;

/**
 * Logs everything that this thread prints: console methods, writes to standard output and error, Node's warnings, and
 * errors that nobody handled. So nothing that a client sends can start a line of its own. Call it again to change the log.
 */
export function captureOutput(log: OutputLog = earlyLog): void {
  if (!target) {
    captureConsole();
    captureStream(process.stdout, "info");
    captureStream(process.stderr, "error");
    // Node's own listener prints them as text.
    process.removeAllListeners("warning");
    process.on("warning", (err) => target!.warn({ err }, "warning"));
  }
  target = log;
}

/** Ends the process after an error that nobody handled, as Node does, but logs it. For the main thread. */
export function logUncaught(): void {
  process.on("uncaughtException", (err, origin) => {
    target!.fatal({ err, origin }, "uncaught error");
    process.exit(1);
  });
}

function captureConsole(): void {
  for (const [method, level] of Object.entries(CONSOLE))
    console[method as keyof typeof CONSOLE] = (...values: unknown[]) => {
      const err = values.find(isError);
      target![level](err ? { err } : {}, textOf(format(...values.map(plain))));
    };
}

function captureStream(stream: NodeJS.WriteStream, level: Level): void {
  const original = stream.write.bind(stream) as Write;
  const write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    const text = (typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8")).trimEnd();
    if (text) target![level]({}, textOf(text));
    const written = rest.find((argument) => typeof argument === "function");
    if (written) process.nextTick(written as () => void);
    return true;
  };
  stream.write = Object.assign(write, { [ORIGINAL]: original }) as unknown as typeof stream.write;
}

const textOf = (text: string) => redactStart(withoutParameters(text), TEXT_LENGTH);

// The members of an error can be the values of a failed statement.
function plain(value: unknown): unknown {
  if (isError(value)) return errorMessage(value);
  return typeof value === "object" && value !== null ? inspect(value, { depth: 0 }) : value;
}
