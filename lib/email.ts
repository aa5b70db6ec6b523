import { z } from "zod";

// One character class per part and no nested repetition, so matching takes linear time on any input.
const ADDRESS =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** An email address, trimmed and lowercased so that one person has one account. */
export const Email = z
  .string()
  .max(254, "Must be at most 254 characters")
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.string().regex(ADDRESS, "Enter a valid email address, such as ada@example.com"))
  .meta({ description: "An email address", examples: ["ada@example.com"] });
