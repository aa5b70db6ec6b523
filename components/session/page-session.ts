import { watchOtherTabs } from "#components/session/other-tabs.ts";

/** Whose page is open, and which workspace it shows. */
export interface PageSession {
  email: string;
  /** Null for a user without a workspace. */
  workspaceId: string | null;
}

let current: PageSession | null = null;

/** Remembers the page's session for the API client. Only in the browser: the server renders pages of many users. */
export function startPageSession(session: PageSession | null): void {
  if (typeof window === "undefined") return;
  current = session;
  // What this page shows and sends would be another account's.
  watchOtherTabs(session?.email, () => window.location.reload());
}

/** Null on pages that need no log-in. */
export const pageSession = () => current;
