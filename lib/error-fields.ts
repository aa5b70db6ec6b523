/** What the log shows of an error. */
interface ErrorFields {
  type: string;
  message: string;
  stack?: string;
  cause?: ErrorFields;
  /** The first of several errors, such as those of a host's addresses. */
  errors?: ErrorFields[];
  [member: string]: unknown;
}

// Everything else that an error carries stays out of the log: it can be the parameters of a statement, a row, or a URL
// with a password.
const SHOWN = ["code", "errno", "syscall", "severity", "table", "column", "constraint", "digest"];
const DEEPEST = 5;
const MOST_ERRORS = 3;

interface ErrorLike {
  name?: unknown;
  message: string;
  stack?: unknown;
  cause?: unknown;
  errors?: unknown;
}

/** The fields of an error that are safe to log, with those of its causes. The values of a failed statement are left out. */
export function errorFields(error: unknown, depth = 0): ErrorFields {
  if (!isError(error)) return { type: typeof error, message: typeof error === "object" ? "" : String(error) };
  const message = errorMessage(error);
  const type = String(error.name ?? "Error");
  const fields: ErrorFields = { type, message, stack: `${type}: ${message}${framesOf(error)}` };
  for (const name of SHOWN) {
    const value = (error as unknown as Record<string, unknown>)[name];
    if (typeof value === "string" || typeof value === "number") fields[name] = value;
  }
  if (depth >= DEEPEST) return fields;
  if (error.cause) fields.cause = errorFields(error.cause, depth + 1);
  if (Array.isArray(error.errors))
    fields.errors = error.errors.slice(0, MOST_ERRORS).map((each) => errorFields(each, depth + 1));
  return fields;
}

/** Whether a value is an error, also one of another realm or one that was sent by another thread. */
export function isError(value: unknown): value is ErrorLike {
  if (typeof value !== "object" || value === null) return false;
  return (
    value instanceof Error || ("stack" in value && "message" in value && typeof value.message === "string")
  );
}

/** An error's message without the values of a failed statement. */
export function errorMessage(error: ErrorLike): string {
  const text = withoutParameters(String(error.message));
  const { code } = error as { code?: unknown };
  // PostgreSQL's "data exceptions" quote the value: invalid input syntax for type integer: "…"
  if (typeof code !== "string" || code.length !== 5 || !code.startsWith("22")) return text;
  const [first, last] = [text.indexOf('"'), text.lastIndexOf('"')];
  return first === last ? text : `${text.slice(0, first)}"…"${text.slice(last + 1)}`;
}

/** A text without the parameters of a failed statement, which drizzle puts at the end of its messages. */
export function withoutParameters(text: string): string {
  const query = text.indexOf("Failed query: ");
  const parameters = query < 0 ? -1 : text.indexOf("\nparams: ", query);
  return parameters < 0 ? text : text.slice(0, parameters);
}

// A stack starts with the message, which has to be replaced.
function framesOf({ stack, message }: ErrorLike): string {
  if (typeof stack !== "string") return "";
  const at = stack.indexOf(message);
  return at < 0 ? "" : stack.slice(at + message.length);
}
