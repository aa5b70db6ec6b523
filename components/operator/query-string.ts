type Value = string | number | boolean | Date | null | undefined;

/** The query string of a request. What isn't set is left out. */
export function queryString(values: Record<string, Value>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (value !== null && value !== undefined)
      query.set(name, value instanceof Date ? value.toISOString() : String(value));
  return query;
}
