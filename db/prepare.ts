import { type Placeholder, sql } from "drizzle-orm";
import { type Db, prepared, sqlite } from "#db/client.ts";

type Values = Record<string, string | number>;
type Bound<V extends Values> = { [Name in keyof V]: V[Name] | Placeholder };
interface Preparable extends PromiseLike<unknown> {
  prepare(name: string): unknown;
}

/**
 * A statement with its values, for use in a transaction. On SQLite it is prepared in advance, so that the write lock is
 * held for less time. On PostgreSQL each transaction may run on another connection, so it isn't.
 */
export function withValues<V extends Values>(
  tx: Db,
  name: string,
  values: V,
  build: (on: Db, bound: Bound<V>) => Preparable,
): PromiseLike<unknown> {
  if (!sqlite()) return build(tx, values);
  const statement = prepared(name, (on) => {
    const names = Object.keys(values).map((value) => [value, sql.placeholder(value)]);
    return build(on, Object.fromEntries(names)).prepare(name);
  }) as { run(values: Values): unknown };
  return { run: () => statement.run(values) } as unknown as PromiseLike<unknown>;
}
