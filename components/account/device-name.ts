/** [what a user agent contains, its name]. The first match counts, because browsers also name those they descend from. */
type Names = readonly (readonly [pattern: RegExp, name: string])[];

const browsers: Names = [
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\/|Opera/, "Opera"],
  [/Vivaldi\//, "Vivaldi"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/HeadlessChrome\//, "Headless Chrome"],
  [/Chrome\/|CriOS\/|Chromium\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: Names = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/CrOS/, "ChromeOS"],
  [/Windows/, "Windows"],
  [/Macintosh|Mac OS X/, "macOS"],
  [/Linux|X11/, "Linux"],
];

const nameIn = (names: Names, userAgent: string) => names.find(([pattern]) => pattern.test(userAgent))?.[1];

/** A user agent in plain words, such as "Firefox on Linux" or "curl 8.5.0". Only a hint: clients can send anything. */
export function deviceName(userAgent: string | null): string {
  if (!userAgent?.trim()) return "Unknown device";
  const browser = nameIn(browsers, userAgent);
  const system = nameIn(systems, userAgent);
  if (browser) return system ? `${browser} on ${system}` : browser;
  const [, program, version] = userAgent.match(/^([\w .-]{1,40}?)(?:\/([\w.-]{1,20}))?(?:\s|$)/) ?? [];
  if (!program || program === "Mozilla") return system ? `Browser on ${system}` : "Unknown device";
  return version ? `${program} ${version}` : program;
}
