import { accentTokens } from "#lib/settings/accent.ts";

/** The outline of the key, for a field of 32 × 32. */
export const KEY =
  "M16 6.5a5.5 5.5 0 0 0-2.9 10.17L11.2 25a.6.6 0 0 0 .58.75h8.44a.6.6 0 0 0 .58-.75l-1.9-8.33A5.5 5.5 0 0 0 16 6.5Z";

/** An SVG with the first letter of the name, or a key if there is none, in the accent's color. */
export function brandIcon(name: string | null, accent: string | null): string {
  const tokens = accent ? accentTokens(accent) : null;
  const [background, color] = tokens
    ? [tokens["--primary"]![0], tokens["--on-primary"]![0]]
    : ["#14261f", name ? "#fbf8ee" : "#d3a84f"];
  const sign = name
    ? `<text x="16" y="23" text-anchor="middle" font-family="Georgia, serif" font-size="20" fill="${color}">${letterOf(name)}</text>`
    : `<path fill="${color}" d="${KEY}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${background}"/>${sign}</svg>`;
}

/** What stands for a name where there is room for one letter. */
export const firstLetter = (name: string) => String.fromCodePoint(name.toUpperCase().codePointAt(0) ?? 32);

/** As a reference to its character, so that it can't be markup. */
const letterOf = (name: string) => `&#${firstLetter(name).codePointAt(0)};`;
