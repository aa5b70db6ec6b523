"use client";

import { Search } from "lucide-react";
import { startTransition, useEffect, useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import type { PaletteViewer } from "#components/shell/command-palette.tsx";
import { buttonLook } from "#components/ui/button.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";

const CommandPalette = lazyDialog(() =>
  import("#components/shell/command-palette.tsx").then((module) => module.CommandPalette),
);

/** Opens the command palette, as ⌘K or Ctrl+K does on every page. */
export function CommandButton(viewer: PaletteViewer) {
  const [open, setOpen] = useState(false);
  const hydrated = useHydrated();

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      // Not over another dialog, whose input would be lost.
      if (!open && document.querySelector("[role=dialog], [role=alertdialog]")) return;
      event.preventDefault();
      setOpen(!open);
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [open]);

  return (
    <>
      <button
        type="button"
        aria-label="Search and commands"
        aria-keyshortcuts="Meta+K Control+K"
        title="Search and commands (⌘K or Ctrl+K)"
        disabled={!hydrated}
        className={buttonLook({ tone: "quiet", size: "icon" })}
        // The button is painted first. Keys that follow ⌘K must reach the palette, so that opens it at once.
        onClick={() => startTransition(() => setOpen(true))}
      >
        <Search aria-hidden />
      </button>
      <CommandPalette open={open} onOpenChange={setOpen} {...viewer} />
    </>
  );
}
