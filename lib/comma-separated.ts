import { z } from "zod";

/** A query parameter with one or more values, separated by commas. Repeated values count once. */
export function commaSeparated<Item extends z.ZodType<unknown, string>>(item: Item, most: number) {
  return z
    .string()
    .transform((text) => text.split(",", most + 1))
    .pipe(z.array(item).max(most, `Must be at most ${most}, separated by commas`))
    .transform((values) => [...new Set(values)]);
}
