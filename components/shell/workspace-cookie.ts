/** Remembers the workspace whose pages a browser shows. Not a secret: it only chooses among the user's own workspaces. */
export const workspaceCookie = "latchkey-workspace";

const yearSeconds = 31_536_000;

/** Chooses the workspace that the server renders. */
export function rememberWorkspace(id: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in some browsers.
  document.cookie = `${workspaceCookie}=${id}; path=/; max-age=${yearSeconds}; samesite=lax`;
}

// In the storage of this tab.
const chosen = "latchkey-chosen-workspace";
let opening = false;

/** Whether this tab is about to open another workspace, so that it must not take the cookie back. */
export const isOpeningWorkspace = () => opening;

function open(path: string): void {
  opening = true;
  window.addEventListener("pageshow", keepAgain);
  window.location.assign(path);
}

/** The browser can bring the page back as it was. The event also comes when the page has loaded its last font. */
function keepAgain({ persisted }: PageTransitionEvent): void {
  if (persisted) opening = false;
}

/** Opens a workspace with a full page load, so that nothing of the other one stays on screen. */
export function openWorkspace(id: string, path = "/settings/api-keys"): void {
  window.sessionStorage.setItem(chosen, id);
  rememberWorkspace(id);
  open(path);
}

/**
 * Opens the workspace that was chosen, if this page shows another one: a browser may ask for the page before it has stored
 * the cookie, and another tab can change the cookie meanwhile. Tries once, because the user may have lost access.
 */
export function openChosenWorkspace(shown: string): void {
  const id = window.sessionStorage.getItem(chosen);
  if (!id) return;
  window.sessionStorage.removeItem(chosen);
  if (id === shown) return;
  rememberWorkspace(id);
  open(window.location.href);
}

/** Opens the user's first workspace, or the page that creates one. */
export function openFirstWorkspace(): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in some browsers.
  document.cookie = `${workspaceCookie}=; path=/; max-age=0; samesite=lax`;
  open("/settings/api-keys");
}
