import pino, { type Logger } from "pino";
import { env } from "#env.ts";

// Full keys with or without an environment, and tokens of every kind, anywhere in a text. IDs are shorter, so they stay
// readable.
const SECRETS =
  /[a-z][a-z0-9]{0,15}_(?:(?:live|test|refresh|code|session|service|signup)_[0-9A-Za-z]{30,64}|[0-9A-Za-z]{36,64})|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+|(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

const SHORTEST_SECRET = 15;

/** Replaces everything in the text that looks like a secret. */
export function redact(text: string): string {
  if (text.length < SHORTEST_SECRET) return text;
  return text.replace(SECRETS, "[redacted]");
}

const REDACTED_FIELDS = [
  "password",
  "secret",
  "token",
  "access_token",
  "refresh_token",
  "authorization",
  "cookie",
];

function createLog(): Logger {
  // If a line can't be written (disk full, pipe closed), it is lost, but the process continues.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return pino(
    {
      level: env.logLevel,
      base: undefined,
      redact: { paths: REDACTED_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: "[redacted]" },
    },
    // Fields are redacted by name above; here the whole line is redacted by pattern.
    { write: (line: string) => void process.stdout.write(redact(line)) },
  );
}

/** The process's log: JSON lines on standard output. */
export const log: Logger = createLog();
