"use client";

import { useEffect } from "react";

const waitMs = 2_000;

/** Loads the page's dialogs when it has been idle for a moment, so that they also open when the network is cut later. */
export function usePreloadedDialogs(): void {
  useEffect(() => {
    const timer = setTimeout(() => void Promise.allSettled(load()), waitMs);
    return () => clearTimeout(timer);
  }, []);
}

const load = () => [
  import("#components/keys/rename-key-dialog.tsx"),
  import("#components/keys/revoke-key-dialog.tsx"),
  import("#components/keys/bulk-dialog.tsx"),
  import("#components/keys/create-key-dialog.tsx"),
];
