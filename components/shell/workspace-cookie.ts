/** Remembers the workspace whose pages a browser shows. Not a secret: it only chooses among the user's own workspaces. */
export const workspaceCookie = "latchkey-workspace";

const yearSeconds = 31_536_000;

/** Chooses the workspace that the server renders. */
export function rememberWorkspace(id: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in some browsers.
  document.cookie = `${workspaceCookie}=${id}; path=/; max-age=${yearSeconds}; samesite=lax`;
}

/** Opens a workspace with a full page load, so that nothing of the other one stays on screen. */
export function openWorkspace(id: string, path = "/settings/api-keys"): void {
  rememberWorkspace(id);
  window.location.assign(path);
}

/** Opens the user's first workspace, or the page that creates one. */
export function openFirstWorkspace(): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in some browsers.
  document.cookie = `${workspaceCookie}=; path=/; max-age=0; samesite=lax`;
  window.location.assign("/settings/api-keys");
}
