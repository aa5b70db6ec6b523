"use client";

import { Ban, Pause, X } from "lucide-react";
import { useState } from "react";
import type { BulkAction } from "#components/key-list/bulk-dialog.tsx";
import { type KeySelection, mostSelected } from "#components/key-list/use-key-selection.ts";
import { Button } from "#components/ui/button.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";

const BulkDialog = lazyDialog(() =>
  import("#components/key-list/bulk-dialog.tsx").then((module) => module.BulkDialog),
);

/** What can be done with the selected keys. Takes the place of the filters. */
export function BulkBar({ selection }: { selection: KeySelection }) {
  const [action, setAction] = useState<BulkAction | null>(null);
  const count = selection.keys.length;
  return (
    <section
      aria-label="Selected keys"
      className="-my-1 flex flex-wrap items-center gap-2 self-center rounded-lg border border-brass/40 bg-brass-wash py-1 pr-1.5 pl-3"
    >
      <p role="status" className="mr-auto text-sm">
        <span className="font-medium tabular-nums">
          {count === 1 ? "1 key" : `${count} keys`} <span className="max-sm:sr-only">selected</span>
        </span>
        {count === mostSelected ? <span className="text-muted"> · the maximum at once</span> : null}
      </p>
      <Button
        tone="plain"
        size="small"
        disabled={!selection.keys.some(({ status }) => status === "active")}
        onClick={() => setAction("disable")}
      >
        <Pause aria-hidden className="max-sm:hidden" /> Disable keys
      </Button>
      <Button tone="danger" size="small" onClick={() => setAction("revoke")}>
        <Ban aria-hidden className="max-sm:hidden" /> Revoke keys
      </Button>
      <Button
        tone="quiet"
        size="smallIcon"
        aria-label="Clear selection"
        title="Clear selection"
        onClick={selection.clear}
      >
        <X aria-hidden />
      </Button>
      {action ? (
        <BulkDialog
          action={action}
          keys={selection.keys}
          onClose={() => setAction(null)}
          onDone={() => {
            setAction(null);
            selection.clear();
          }}
        />
      ) : null}
    </section>
  );
}
