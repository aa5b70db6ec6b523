import pino, { type Logger } from "pino";
import { env } from "#env.ts";
import { errorFields } from "#lib/error-fields.ts";
import { instanceName } from "#lib/instance.ts";
import { writeLines } from "#lib/output.ts";
import { redact } from "#lib/redact.ts";

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
      base: instanceName ? { instance: instanceName } : undefined,
      redact: { paths: REDACTED_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: "[redacted]" },
      serializers: { err: (error) => errorFields(error) },
    },
    // Fields are redacted by name above; here the whole line is redacted by pattern.
    { write: (line: string) => writeLines(redact(line)) },
  );
}

/** The process's log: JSON lines on standard output. */
export const log: Logger = createLog();
