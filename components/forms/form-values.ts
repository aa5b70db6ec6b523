/** A text without spaces around it. */
export const textOf = (form: FormData, name: string) => String(form.get(name) ?? "").trim();

/** The values that differ from those a form was opened with, so that it doesn't undo what others changed meanwhile. */
export function changedOnly<Wanted extends object>(wanted: Wanted, before: object): Partial<Wanted> {
  const known = before as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => !same(value, known[name])),
  ) as Partial<Wanted>;
}

const same = (one: unknown, other: unknown) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
const sorted = (value: unknown) => (Array.isArray(value) ? value.toSorted() : value);
