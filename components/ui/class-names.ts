import { twMerge } from "tailwind-merge";

/** Joins class names; a later Tailwind class wins over an earlier one of the same kind. */
export function classNames(...names: Array<string | false | null | undefined>): string {
  return twMerge(names.filter(Boolean).join(" "));
}
