import { contrast, type Oklch, toHex, toOklch } from "#lib/settings/color.ts";

/** A color in the light and in the dark theme. */
type Shades = readonly [light: string, dark: string];

// What app/tokens.css has there, in both themes. The accent's shades have to be seen on them.
const PAGE: Shades = ["#f9fbf9", "#0b1310"];
const SURFACE: Shades = ["#ffffff", "#111b17"];

/** WCAG 2.2: text, and the parts of controls. */
const TEXT = 4.5;
const CONTROL = 3;
/** Lighter colors have dark text on them, as people expect of a yellow button. */
const LIGHT_ACCENT = 0.75;

/**
 * The tokens of app/tokens.css that an accent replaces. It keeps its hue, and is as dark or as light as the operator chose
 * it, unless something couldn't be read or seen. So every color works.
 */
export function accentTokens(accent: string): Record<string, Shades> {
  // It takes a millisecond, and every page and email needs it.
  if (last?.accent !== accent) last = { accent, tokens: findTokens(accent) };
  return last.tokens;
}

let last: { accent: string; tokens: Record<string, Shades> } | null = null;

function findTokens(accent: string): Record<string, Shades> {
  const color = toOklch(accent);
  const tint = (l: number, most: number) => toHex({ ...color, l, c: Math.min(color.c, most) });
  const desk: Shades = [tint(0.235, 0.045), tint(0.213, 0.035)];
  const wash: Shades = [tint(0.958, 0.03), tint(0.275, 0.04)];
  const onPrimary = color.l > LIGHT_ACCENT ? tint(0.18, 0.03) : "#ffffff";
  const primary = both((theme) =>
    nearest(color, (hex) => contrast(hex, onPrimary) >= TEXT && contrast(hex, PAGE[theme]) >= CONTROL),
  );
  const brass = both((theme) =>
    nearest(color, (hex) => contrast(hex, desk[theme]) >= TEXT && contrast(hex, PAGE[theme]) >= CONTROL),
  );
  return {
    "--primary": primary,
    "--primary-hover": both((theme) => hovered(primary[theme], onPrimary)),
    "--on-primary": [onPrimary, onPrimary],
    "--on-sign": [onPrimary, onPrimary],
    "--brass": brass,
    "--brass-deep": both((theme) => nearest(color, (hex) => contrast(hex, wash[theme]) >= TEXT)),
    "--brass-wash": wash,
    "--desk": desk,
    "--desk-line": [tint(0.335, 0.05), tint(0.305, 0.045)],
    ...barTokens(color),
  };
}

const both = (shadeIn: (theme: 0 | 1) => string): Shades => [shadeIn(0), shadeIn(1)];

const STEP = 0.005;

/** The shade of this hue that is usable and closest to the color. */
function nearest(color: Oklch, isUsable: (hex: string) => boolean): string {
  for (let distance = 0; distance <= 1; distance += STEP)
    for (const l of [color.l - distance, color.l + distance]) {
      if (l < 0 || l > 1) continue;
      const hex = toHex({ ...color, l });
      if (isUsable(hex)) return hex;
    }
  throw new Error(`No shade of ${toHex(color)} is usable`);
}

/** Away from the text on it. Towards it only where nothing is left, and black has contrast enough. */
function hovered(primary: string, text: string): string {
  const color = toOklch(primary);
  const away = text === "#ffffff" && color.l > 0.25 ? -0.05 : 0.05;
  return toHex({ ...color, l: Math.min(1, color.l + away) });
}

/** The hues of --bar-2 to --bar-6, and the colors of --bar-1 without an accent. */
const BAR_HUES = { "--bar-2": 168, "--bar-3": 215, "--bar-4": 45, "--bar-5": 335, "--bar-6": 265 };
const BRASS_BAR: Shades = ["#bd8a31", "#d3a14a"];
const SIMILAR_DEGREES = 35;
const GRAY = 0.03;

/** The first bar of charts has the accent's color. If another one is similar, brass takes its place. */
function barTokens(color: Oklch): Record<string, Shades> {
  // Gray is the color of what isn't shown by itself.
  if (color.c < GRAY) return {};
  const similar = Object.entries(BAR_HUES).find(([, hue]) => apart(hue, color.h) < SIMILAR_DEGREES)?.[0];
  const bar = both((theme) => nearest(color, (hex) => contrast(hex, SURFACE[theme]) >= CONTROL));
  return { "--bar-1": bar, ...(similar ? { [similar]: BRASS_BAR } : {}) };
}

const apart = (one: number, other: number) => Math.min(Math.abs(one - other), 360 - Math.abs(one - other));
