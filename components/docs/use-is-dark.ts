import { useSyncExternalStore } from "react";
import { useTheme } from "#components/shell/use-theme.ts";

/** Whether the page is dark: by the chosen theme, otherwise by the system. */
export function useIsDark(): boolean {
  const theme = useTheme();
  const systemIsDark = useSyncExternalStore(subscribe, prefersDark, () => false);
  return theme === "system" ? systemIsDark : theme === "dark";
}

const system = () => window.matchMedia("(prefers-color-scheme: dark)");
const prefersDark = () => system().matches;

function subscribe(changed: () => void) {
  const query = system();
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}
