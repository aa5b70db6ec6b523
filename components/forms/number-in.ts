/**
 * The whole number in a field, or null if it is empty. Anything else is returned as it was typed: the API says what is wrong
 * with it, and null would remove a limit.
 */
export function numberIn(form: FormData, name: string): number | null {
  const text = String(form.get(name) ?? "").trim();
  if (text === "") return null;
  return /^-?\d+$/.test(text) ? Number(text) : (text as unknown as number);
}
