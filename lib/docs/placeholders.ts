/** What the pages for developers say about this installation. */
export interface SiteValues {
  /** The name of the operator's API in a sentence. */
  operator: string;
  /** The URL of this site. */
  appUrl: string;
  /** The URL of the operator's API. */
  apiUrl: string;
  /** A URL of the operator's API that a program can request. */
  exampleUrl: string;
}

/** In text and in code, these stand for the values of the installation. */
const PLACEHOLDERS: [text: string, value: keyof SiteValues][] = [
  ["https://api.example.com/me", "exampleUrl"],
  ["https://api.example.com", "apiUrl"],
  ["https://keys.example.com", "appUrl"],
  ["<OperatorName />", "operator"],
];

/** Puts the values of this installation into a text. */
export function fillIn(text: string, values: SiteValues): string {
  return PLACEHOLDERS.reduce(
    (filled, [placeholder, value]) => filled.replaceAll(placeholder, () => values[value]),
    text,
  );
}
