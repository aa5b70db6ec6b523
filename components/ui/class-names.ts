/**
 * Joins class names without merging conflicts: a component that must look different gets a variant. This keeps a
 * merging library out of the JavaScript that every page loads.
 */
export function classNames(...names: Array<string | false | null | undefined>): string {
  return names.filter(Boolean).join(" ");
}
