export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** Remembers the chosen theme, so that the server's HTML already has it. */
export const themeCookie = "latchkey-theme";

const yearSeconds = 31_536_000;

/** Unknown values mean "system". */
export const readTheme = (value: string | undefined): Theme =>
  themes.find((theme) => theme === value) ?? "system";

export function chooseTheme(theme: Theme): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in some browsers.
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=${yearSeconds}; samesite=lax`;
  document.documentElement.dataset.theme = theme;
}
