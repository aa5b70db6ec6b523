"use client";

import { useSyncExternalStore } from "react";
import { readTheme } from "#components/shell/theme.ts";

/** The theme of the page, also after the user has chosen another one. */
export const useTheme = () => useSyncExternalStore(subscribe, currentTheme, () => "system" as const);

const currentTheme = () => readTheme(document.documentElement.dataset.theme);

function subscribe(changed: () => void) {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
}
