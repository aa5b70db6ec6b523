/** What has the focus, or the button of the menu that has it: a menu closes when it opens a dialog. */
export function openerOf(focused: Element | null): HTMLElement | null {
  const trigger = focused?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const opener = trigger ? document.getElementById(trigger) : focused;
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}

/** Moves the focus back to what opened a dialog, or to the page's heading if that is gone or goes later. */
export function returnFocus(opener: HTMLElement | null): void {
  opener?.focus();
  // It may be gone, hidden, or disabled.
  if (!opener || document.activeElement !== opener) {
    focusHeading();
    return;
  }
  // The row of a revoked key disappears when the list is loaded again, whenever that is.
  const gone = new MutationObserver(() => {
    if (opener.isConnected && document.activeElement === opener) return;
    gone.disconnect();
    if (!opener.isConnected && document.activeElement === document.body) focusHeading();
  });
  gone.observe(document.body, { childList: true, subtree: true });
}

function focusHeading() {
  const heading = document.querySelector<HTMLElement>("main h1");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
