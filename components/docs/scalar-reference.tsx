"use client";

import { ApiReferenceReact } from "@scalar/api-reference-react";
import "@scalar/api-reference-react/style.css";
import { useMemo } from "react";
import { useIsDark } from "#components/docs/use-is-dark.ts";

/** Scalar's colors and fonts, from those of the site. */
const LOOK = `
.light-mode, .dark-mode {
  --scalar-font: var(--font-sans);
  --scalar-font-code: var(--font-mono);
  --scalar-background-1: var(--background);
  --scalar-background-2: var(--sunken);
  --scalar-background-3: var(--sunken);
  --scalar-background-accent: var(--brass-wash);
  --scalar-border-color: var(--line);
  --scalar-color-1: var(--foreground);
  --scalar-color-2: var(--muted);
  --scalar-color-3: var(--muted);
  --scalar-color-accent: var(--brass-deep);
  --scalar-color-green: var(--good);
  --scalar-color-red: var(--danger);
  --scalar-color-yellow: var(--brass-deep);
  --scalar-color-orange: var(--brass-deep);
  --scalar-color-blue: var(--bar-6);
  --scalar-color-purple: var(--bar-5);
  --scalar-button-1: var(--primary);
  --scalar-button-1-hover: var(--primary-hover);
  --scalar-button-1-color: var(--on-primary);
  --scalar-sidebar-background-1: var(--background);
  --scalar-sidebar-border-color: var(--line);
}
/* Its examples keep the colors of its dark theme, which can't be read on a light page. */
.light-mode .hljs-keyword, .dark-mode .hljs-keyword { color: var(--bar-5); }
.light-mode .hljs-string, .light-mode .hljs-symbol, .dark-mode .hljs-string, .dark-mode .hljs-symbol { color: var(--bar-6); }
/* It has random letters where no key is entered yet, as if there was one. */
.scalar-password-input::placeholder { color: transparent !important; }
`;

/** The API reference by Scalar. It only talks to this site: no fonts, proxy, telemetry or AI of others. */
export function ScalarReference() {
  const isDark = useIsDark();
  const configuration = useMemo(() => configurationFor(isDark), [isDark]);
  return <ApiReferenceReact configuration={configuration} />;
}

const configurationFor = (isDark: boolean) => ({
  url: "/api/v1/openapi.json",
  servers: [{ url: window.location.origin }],
  theme: "none" as const,
  customCss: LOOK,
  withDefaultFonts: false,
  forceDarkModeState: isDark ? ("dark" as const) : ("light" as const),
  hideDarkModeToggle: true,
  hideClientButton: true,
  showDeveloperTools: "never" as const,
  telemetry: false,
  persistAuth: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  documentDownloadType: "none" as const,
  authentication: { preferredSecurityScheme: "apiKey" },
  fetch: fetchHere,
});

/**
 * Sends a request to this site. Without a key, the browser's session is the credential, so empty headers for one are left
 * out.
 */
export async function fetchHere(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  if (new URL(request.url).origin !== window.location.origin)
    throw new Error("The API reference only sends requests to this site.");
  for (const name of ["x-api-key", "authorization"])
    if (isEmptyCredential(request.headers.get(name))) request.headers.delete(name);
  return fetch(request);
}

const isEmptyCredential = (value: string | null) => value !== null && /^(bearer)?\s*$/i.test(value);
