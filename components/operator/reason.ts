/** The reason in a form, as the API takes it. Line breaks are control characters. */
export function reasonIn(form: FormData): { reason?: string } {
  const reason = String(form.get("reason") ?? "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return reason ? { reason } : {};
}
