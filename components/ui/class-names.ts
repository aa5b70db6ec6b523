/**
 * Joins class names. Nothing is merged: a component that has to look different gets a variant, which costs no
 * bytes on the pages where every one of them counts.
 */
export function classNames(...names: Array<string | false | null | undefined>): string {
  return names.filter(Boolean).join(" ");
}
