const settleMs = 5_000;

/** What has the focus, or the button of the menu that has it: a menu closes when it opens a dialog. */
export function openerOf(focused: Element | null): HTMLElement | null {
  const trigger = focused?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const opener = trigger ? document.getElementById(trigger) : focused;
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}

/** Moves the focus back to what opened a dialog, or to the page's heading if that is gone or goes soon. */
export function returnFocus(opener: HTMLElement | null): void {
  if (!opener?.isConnected) {
    focusHeading();
    return;
  }
  opener.focus();
  // The row of a revoked key disappears when the list is loaded again.
  const gone = new MutationObserver(() => {
    if (opener.isConnected) return;
    gone.disconnect();
    if (document.activeElement === document.body) focusHeading();
  });
  gone.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => gone.disconnect(), settleMs);
}

function focusHeading() {
  const heading = document.querySelector<HTMLElement>("main h1");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
