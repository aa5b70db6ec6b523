import pino, { type Logger } from "pino";
import { env } from "#env.ts";

// Whole keys with or without their environment, access tokens, refresh tokens and mailed tokens, wherever they stand in a
// text. The ids that logs are read by are shorter.
const SECRETS =
  /[a-z][a-z0-9]{0,15}_(?:(?:live|test|refresh|code|session|service)_[0-9A-Za-z]{30,64}|[0-9A-Za-z]{36,64})|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+|\b[0-9a-f]{64}\b/g;

const SHORTEST_SECRET = 15;

/** The text with everything that looks like a secret replaced. */
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

function makeLog(): Logger {
  // A line that cannot be written (a full disk, a closed pipe) is lost; the process goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return pino(
    {
      level: env.logLevel,
      base: undefined,
      redact: { paths: REDACTED_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: "[redacted]" },
    },
    // By list above, and by pattern here: the whole line passes through.
    { write: (line: string) => void process.stdout.write(redact(line)) },
  );
}

/** The process's log: JSON lines on standard output. */
export const log: Logger = makeLog();
