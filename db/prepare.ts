import { type Placeholder, sql } from "drizzle-orm";
import { type Db, prepared, sqlite } from "#db/client.ts";

type Values = Record<string, string | number>;
type Bound<V extends Values> = { [Name in keyof V]: V[Name] | Placeholder };
interface Preparable extends PromiseLike<unknown> {
  prepare(name: string): unknown;
}

/**
 * A statement of a transaction with its values. SQLite's one write lock is held meanwhile: what can be prepared before is.
 * PostgreSQL's transaction has a connection of its own.
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
