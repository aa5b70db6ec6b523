import { ApiProblem } from "#components/api-client.ts";

/** The error of each field. An error goes when its field is edited: the field itself, a part of it, or the group it is in. */
export function errorsByField(
  error: Error | null,
  fields: readonly string[],
  edited: readonly string[],
): Record<string, string | undefined> {
  const byField: Record<string, string | undefined> = {};
  if (!(error instanceof ApiProblem)) return byField;
  for (const { pointer, detail } of error.errors) {
    const field = fieldOf(pointer, fields);
    if (field && !edited.some((name) => isWithin(field, name) || isWithin(name, field)))
      byField[field] ??= detail;
  }
  return byField;
}

/** What is said above the form: the error itself, or those of its errors that no field shows. */
export function summaryOf(error: Error | null, fields: readonly string[]): string | null {
  if (!error) return null;
  if (!(error instanceof ApiProblem)) return error.message;
  const unassigned = error.errors.filter(({ pointer }) => !fieldOf(pointer, fields));
  if (error.errors.length > 0 && unassigned.length === 0) return null;
  return unassigned.length > 0 ? unassigned.map(({ detail }) => detail).join(" ") : error.detail;
}

/**
 * `/rate_limit/requests` belongs to the field `rate_limit.requests`, or else to `rate_limit`. What is about the whole of
 * `/rate_limit` belongs to the first field in it.
 */
function fieldOf(pointer: string, fields: readonly string[]): string | undefined {
  const path = pointer.slice(1).replaceAll("/", ".");
  return (
    fields.find((field) => field === path) ??
    fields.find((field) => isWithin(path, field)) ??
    fields.find((field) => path !== "" && isWithin(field, path))
  );
}

const isWithin = (inner: string, outer: string) => inner === outer || inner.startsWith(`${outer}.`);
