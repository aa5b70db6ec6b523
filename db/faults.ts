// The error codes of both drivers. Drizzle wraps the driver's error as its cause.
const UNIQUE = new Set(["23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"]);
const UNAVAILABLE_SQLITE = /^SQLITE_(BUSY|LOCKED|READONLY|IOERR|FULL|CANTOPEN|PROTOCOL|NOTADB|CORRUPT)/;
// Classes: 08 connection, 25006 read-only, 53 out of resources, 57 operator intervention, 58 system, 28 authorization, 3D000 no such database.
const UNAVAILABLE_POSTGRESQL = /^(08...|25006|53...|57...|58...|28...|3D000)$/;
const UNAVAILABLE_SOCKET =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(HOST|NET)(UNREACH|DOWN))$/;
const UNAVAILABLE_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/;

function causes(error: unknown): { code?: unknown; message?: unknown; severity?: unknown }[] {
  const chain = [];
  for (let e = error; e && typeof e === "object" && chain.length < 5; e = (e as { cause?: unknown }).cause)
    chain.push(e);
  return chain;
}

/** Whether an error means that a row with the same unique value already exists. */
export function isDuplicate(error: unknown): boolean {
  return causes(error).some((e) => UNIQUE.has(String(e.code)));
}

/** Whether an error means that another connection has SQLite's write lock. */
export function isBusy(error: unknown): boolean {
  return causes(error).some((e) => String(e.code).startsWith("SQLITE_BUSY"));
}

/** Whether an error means that PostgreSQL ended the transaction because it and another one waited for each other. */
export function isDeadlock(error: unknown): boolean {
  return causes(error).some(({ code }) => code === "40P01");
}

/** Whether an error means that PostgreSQL gave up waiting for a lock, or that two transactions waited for each other. */
export function isLockConflict(error: unknown): boolean {
  return causes(error).some(({ code }) => code === "55P03") || isDeadlock(error);
}

/** Whether an error means that the database is unreachable, full or read-only: a retry may succeed. */
export function isUnavailable(error: unknown): boolean {
  return causes(error).some(
    ({ code, message }) =>
      UNAVAILABLE_SQLITE.test(String(code)) ||
      UNAVAILABLE_POSTGRESQL.test(String(code)) ||
      UNAVAILABLE_SOCKET.test(String(code)) ||
      UNAVAILABLE_WORDS.test(String(message)),
  );
}

/**
 * Whether PostgreSQL itself has refused a statement, so that it changed nothing. After any other error, it isn't known whether
 * the statement was executed.
 */
export function isRefused(error: unknown): boolean {
  return !isUnavailable(error) && causes(error).some(({ severity }) => severity !== undefined);
}

/**
 * What a driver says about an error, without a full stop. Drizzle's own message is the failed statement, and Node joins the errors
 * of a host's addresses into one without a message.
 */
export function reasonOf(error: unknown): string {
  const { message, code, errors, cause } = error as Error & { code?: string; errors?: Error[] };
  if (cause instanceof Error) return reasonOf(cause);
  return (message || errors?.[0]?.message || code || "no answer").replace(/\.$/, "");
}
