// What the two drivers say, told by code. Drizzle wraps the driver's error as its cause.
const UNIQUE = new Set(["23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"]);
const AWAY_SQLITE = /^SQLITE_(BUSY|LOCKED|READONLY|IOERR|FULL|CANTOPEN|PROTOCOL|NOTADB|CORRUPT)/;
// Classes: 08 connection, 25006 read-only, 53 out of resources, 57 operator's intervention, 58 system.
const AWAY_POSTGRESQL = /^(08...|25006|53...|57...|58...|28...|3D000)$/;
const AWAY_SOCKET = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)$/;
const AWAY_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/;

function causes(error: unknown): { code?: unknown; message?: unknown }[] {
  const chain = [];
  for (let e = error; e && typeof e === "object" && chain.length < 5; e = (e as { cause?: unknown }).cause)
    chain.push(e);
  return chain;
}

/** A row with this identity exists already. */
export function isDuplicate(error: unknown): boolean {
  return causes(error).some((e) => UNIQUE.has(String(e.code)));
}

/** Another writer has SQLite's file at this moment. */
export function isBusy(error: unknown): boolean {
  return causes(error).some((e) => String(e.code).startsWith("SQLITE_BUSY"));
}

/** The store is away, full or read-only: nothing is wrong with the request, and a later try may succeed. */
export function isAway(error: unknown): boolean {
  return causes(error).some(
    ({ code, message }) =>
      AWAY_SQLITE.test(String(code)) ||
      AWAY_POSTGRESQL.test(String(code)) ||
      AWAY_SOCKET.test(String(code)) ||
      AWAY_WORDS.test(String(message)),
  );
}
