/** A color in OKLCH: lightness from 0 to 1, chroma, and hue in degrees. Same lightness looks equally light in each hue. */
export interface Oklch {
  l: number;
  c: number;
  h: number;
}

type Rgb = [red: number, green: number, blue: number];

/** Converts a color such as `#0a7d5c`. */
export function toOklch(hex: string): Oklch {
  const [r, g, b] = linearRgb(hex);
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const l = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short;
  const greenRed = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
  const blueYellow = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
  const h = (Math.atan2(blueYellow, greenRed) * 180) / Math.PI;
  return { l, c: Math.hypot(greenRed, blueYellow), h: (h + 360) % 360 };
}

/** Converts to `#rrggbb`, with less chroma if screens can't show as much of it at this lightness. */
export function toHex(color: Oklch): string {
  const shown = isShown(color) ? color : { ...color, c: mostChroma(color) };
  return `#${rgbOf(shown)
    .map((channel) => toByte(channel).toString(16).padStart(2, "0"))
    .join("")}`;
}

function mostChroma(color: Oklch): number {
  let [least, most] = [0, color.c];
  for (let step = 0; step < 20; step++) {
    const middle = (least + most) / 2;
    if (isShown({ ...color, c: middle })) least = middle;
    else most = middle;
  }
  return least;
}

/** The contrast of two colors, from 1 to 21 (WCAG 2). */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = linearRgb(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function rgbOf({ l, c, h }: Oklch): Rgb {
  const angle = (h * Math.PI) / 180;
  const [a, b] = [c * Math.cos(angle), c * Math.sin(angle)];
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

const isShown = (color: Oklch) => rgbOf(color).every((channel) => channel > -0.0005 && channel < 1.0005);

function linearRgb(hex: string): Rgb {
  const byteAt = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [1, 3, 5].map((at) => {
    const value = byteAt(at);
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
}

function toByte(linear: number): number {
  const value = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
}
