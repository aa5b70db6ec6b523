/** Remembers the workspace whose pages a browser shows. Not a secret: it only chooses among the user's own workspaces. */
export const workspaceCookie = "latchkey-workspace";

const yearSeconds = 31_536_000;

/** Chooses the workspace that the server renders. */
export function rememberWorkspace(id: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in some browsers.
  document.cookie = `${workspaceCookie}=${id}; path=/; max-age=${yearSeconds}; samesite=lax`;
}

let opening = false;

/** Whether this tab is about to open another workspace, so that it must not take the cookie back. */
export const isOpeningWorkspace = () => opening;

function open(path: string): void {
  opening = true;
  // The browser can bring the page back as it was.
  window.addEventListener(
    "pageshow",
    () => {
      opening = false;
    },
    { once: true },
  );
  window.location.assign(path);
}

/** Opens a workspace with a full page load, so that nothing of the other one stays on screen. */
export function openWorkspace(id: string, path = "/settings/api-keys"): void {
  rememberWorkspace(id);
  open(path);
}

/** Opens the user's first workspace, or the page that creates one. */
export function openFirstWorkspace(): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in some browsers.
  document.cookie = `${workspaceCookie}=; path=/; max-age=0; samesite=lax`;
  open("/settings/api-keys");
}
