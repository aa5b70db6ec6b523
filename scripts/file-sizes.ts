import { globSync, readFileSync } from "node:fs";
import { root } from "./processes.ts";

const SIZES = { median: 60, p90: 150, largest: 250 };
const GENERATED =
  /^(node_modules|\.next|\.data|db\/migrations|bench\/peers|sdk\/typescript\/dist)\/|sdk\/typescript\/src\/api-types\.ts$|next-env\.d\.ts$|\.(test|spec)\.tsx?$/;

/** Finds files that are too long, and whether the median or the 90th percentile is. */
export function oversized(): string[] {
  const files = globSync("**/*.{ts,tsx}", { cwd: root, exclude: (path) => GENERATED.test(`${path}/`) });
  const sizes = files
    .filter((file) => !GENERATED.test(file))
    .map((file) => ({ file, lines: readFileSync(`${root}/${file}`, "utf8").trimEnd().split("\n").length }))
    .sort((a, b) => a.lines - b.lines);
  const at = (share: number) =>
    sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * share))]?.lines ?? 0;
  const wrong = sizes
    .filter(({ lines }) => lines > SIZES.largest)
    .map(({ file, lines }) => `${file} has ${lines} lines (at most ${SIZES.largest})`);
  if (at(0.5) > SIZES.median) wrong.push(`the median file has ${at(0.5)} lines (at most ${SIZES.median})`);
  if (at(0.9) > SIZES.p90)
    wrong.push(`one file in ten has more than ${at(0.9)} lines (at most ${SIZES.p90})`);
  return wrong;
}
