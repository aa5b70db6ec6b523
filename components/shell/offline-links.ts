"use client";

import { useEffect } from "react";
import { toast } from "#components/ui/toast.ts";

/** Says that another page can't be opened, if the browser is offline. Its own error page would replace what is on screen. */
export function staysOffline(): boolean {
  if (navigator.onLine) return false;
  toast.error("You're offline", { description: "You can open other pages when you're back online." });
  return true;
}

/** Keeps the page when a link is clicked that can't be followed. */
export function useOfflineLinks(): void {
  useEffect(() => {
    // Capture, so that it is before the link's own handler.
    window.addEventListener("click", keepPage, { capture: true });
    return () => window.removeEventListener("click", keepPage, { capture: true });
  }, []);
}

function keepPage(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (
    !link ||
    !leaves(link, window.location.href) ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    !staysOffline()
  )
    return;
  event.preventDefault();
  event.stopPropagation();
}

/** Not a new tab, a download, or a place on this page. Another query is another page: the server renders it. */
export function leaves({ target, download, href }: LinkTo, here: string): boolean {
  return !target && !download && withoutHash(href) !== withoutHash(here);
}

type LinkTo = Pick<HTMLAnchorElement, "target" | "download" | "href">;

const withoutHash = (url: string) => url.replace(/#.*/, "");
