import type { DataLocation } from "./data-location.ts";
import type { Seeded } from "./seeding.ts";
import { sized } from "./settings.ts";
import type { Tree } from "./tree.ts";

/** A million keys, or fewer in a smoke run. */
export const MANY = sized(1_000_000);

/** One version's data location with that many keys, whose secrets are known. */
export interface Many {
  tree: Tree;
  location: DataLocation;
  seeded: Seeded;
}
