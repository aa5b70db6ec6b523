import { type Placeholder, sql } from "drizzle-orm";
import { type Db, prepared } from "#db/client.ts";

type Values = Record<string, string | number>;
type Bound<V extends Values> = { [Name in keyof V]: V[Name] | Placeholder };
interface Preparable extends PromiseLike<unknown> {
  prepare(name: string): unknown;
}

/** A statement of a transaction on SQLite with its values, prepared before: the one write lock is held meanwhile. */
export function withValues<V extends Values>(
  name: string,
  values: V,
  build: (on: Db, bound: Bound<V>) => Preparable,
): PromiseLike<unknown> {
  const statement = prepared(name, (on) => {
    const names = Object.keys(values).map((value) => [value, sql.placeholder(value)]);
    return build(on, Object.fromEntries(names)).prepare(name);
  }) as { run(values: Values): unknown };
  return { run: () => statement.run(values) } as unknown as PromiseLike<unknown>;
}
