"use client";

import { useSyncExternalStore } from "react";
import { useTheme } from "#components/shell/use-theme.ts";
import { useLoadable } from "#components/ui/loadable.ts";
import { Notice } from "#components/ui/notice.tsx";
import type { Message } from "#components/ui/sonner.tsx";
import { sonner, unshown } from "#components/ui/toast.ts";

const none: readonly Message[] = [];

export function Toaster() {
  const theme = useTheme();
  const loading = useLoadable(sonner, false);
  if (loading.status === "loaded") return <loading.value.SonnerToaster theme={theme} />;
  return <PlainMessages />;
}

/** What users must know even if Sonner can't be loaded. */
function PlainMessages() {
  const messages = useSyncExternalStore(
    unshown.subscribe,
    () => unshown.messages,
    () => none,
  );
  const last = messages.at(-1);
  return (
    <div role="status" className="fixed right-4 bottom-4 z-50 max-w-80">
      {last ? (
        <Notice tone={last.kind === "error" ? "danger" : "good"} className="shadow-float">
          <p className="font-medium">{last.text}</p>
          {last.description ? <p className="mt-0.5">{last.description}</p> : null}
          <button type="button" className="mt-2 underline" onClick={() => unshown.set([])}>
            Close
          </button>
        </Notice>
      ) : null}
    </div>
  );
}
