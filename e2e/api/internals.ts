// A stack trace, a driver, SQL, or a path of this machine.
const INTERNALS =
  /\n\s+at |node_modules|\.ts\b|SQLITE|postgres|drizzle|\bselect\b.+\bfrom\b|\/(home|root|tmp|work|usr)\//i;

/** What an answer reveals of the server's code, database or files; null if it reveals nothing. */
export function internalsIn(body: unknown): string | null {
  return INTERNALS.exec(JSON.stringify(body) ?? "")?.[0] ?? null;
}
