"use client";

import { useEffect } from "react";
import {
  isOpeningWorkspace,
  openChosenWorkspace,
  rememberWorkspace,
  workspaceCookie,
} from "#components/shell/workspace-cookie.ts";

/**
 * Keeps a tab in its workspace when another tab has opened another one. The cookie is shared by all tabs, so the tab that
 * is used takes it back before its next page is rendered.
 */
export function useKeepWorkspace(id: string): void {
  useEffect(() => {
    openChosenWorkspace(id);
    const keep = () => {
      if (isOpeningWorkspace()) return;
      if (!document.cookie.split("; ").includes(`${workspaceCookie}=${id}`)) rememberWorkspace(id);
    };
    // Capture, so that it is before any link's own handler.
    for (const event of uses) window.addEventListener(event, keep, { capture: true });
    return () => {
      for (const event of uses) window.removeEventListener(event, keep, { capture: true });
    };
  }, [id]);
}

const uses = ["focus", "pointerdown", "keydown"];
