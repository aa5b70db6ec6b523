import localFont from "next/font/local";

// scripts/fonts.ts writes the files in app/fonts/.
const sans = localFont({ src: "./fonts/sans.woff2", variable: "--font-geist-sans", weight: "400 600" });
const mono = localFont({
  src: "./fonts/mono.woff2",
  variable: "--font-geist-mono",
  weight: "400 600",
  adjustFontFallback: false,
  fallback: ["ui-monospace", "monospace"],
});
const serif = localFont({
  src: "./fonts/serif.woff2",
  variable: "--font-geist-serif",
  weight: "400",
  fallback: ["Times New Roman", "Times", "serif"],
  adjustFontFallback: "Times New Roman",
});
/** The whole font, which browsers only load for names in Cyrillic, Vietnamese and the like. */
const sansOfOtherScripts = localFont({
  src: "../node_modules/geist/dist/fonts/geist-sans/Geist-Variable.woff2",
  variable: "--font-geist-sans-other",
  weight: "100 900",
  preload: false,
  adjustFontFallback: false,
  declarations: [{ prop: "unicode-range", value: "U+0100-0130, U+0132-0151, U+0154-02C5, U+0300-1FFF" }],
});

export const fontVariables = [sans, sansOfOtherScripts, mono, serif]
  .map(({ variable }) => variable)
  .join(" ");
