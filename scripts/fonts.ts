// npm run fonts: writes app/fonts/, which has what the pages use of Geist: Western European text, in the weights of the
// design. The whole fonts are 188 kB, and every page waits for them. Run it after an update of the package.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import subsetFont from "subset-font";
import { root } from "./processes.ts";

const geist = join(root, "node_modules/geist");
const target = join(root, "app/fonts");
const FONTS = {
  sans: "geist-sans/Geist-Variable.woff2",
  mono: "geist-mono/GeistMono-Variable.woff2",
  serif: "geist-serif/GeistSerif-Regular.woff2",
};
const WEIGHTS = { wght: { min: 400, max: 600 } };
/** Basic Latin, Latin-1, and some of Latin Extended-A. */
const LETTERS = [...range(0x20, 0x7e), ...range(0xa0, 0xff)].join("").concat("ıŒœŠšŸŽžƒˆ˚˜");
/** Spaces, dashes, quotation marks, arrows, signs of mathematics, and keys. */
const SIGNS = [...range(0x2000, 0x206f), ...range(0x2190, 0x2193)].join("").concat("€™−≈≠≤≥⌘⇧✓\ufffd");

function range(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i));
}

for (const [name, file] of Object.entries(FONTS)) {
  const whole = readFileSync(join(geist, "dist/fonts", file));
  const variationAxes = file.includes("Variable") ? WEIGHTS : {};
  const part = await subsetFont(whole, LETTERS + SIGNS, { targetFormat: "woff2", variationAxes });
  writeFileSync(join(target, `${name}.woff2`), part);
  console.log(`${name}: ${whole.length} → ${part.length} bytes`);
}
// The license asks for a copy beside the fonts.
copyFileSync(join(geist, "LICENSE.txt"), join(target, "LICENSE.txt"));
