"use client";

import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { lazyDialog } from "#components/ui/lazy.tsx";

const SearchDialog = lazyDialog(() =>
  import("#components/docs/search-dialog.tsx").then((module) => module.SearchDialog),
);

/** Opens the search of the documentation, as ⌘K, Ctrl+K and / do. */
export function SearchButton() {
  const [open, setOpen] = useState(false);
  const hydrated = useHydrated();

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const asked =
        (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey)) ||
        (event.key === "/" && !isWriting(event.target));
      if (!asked || document.querySelector("[role=dialog]")) return;
      event.preventDefault();
      setOpen(true);
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);

  return (
    <>
      <button
        type="button"
        aria-keyshortcuts="/ Meta+K Control+K"
        disabled={!hydrated}
        onClick={() => setOpen(true)}
        className="flex h-10 w-full items-center gap-2.5 rounded-lg border border-line-strong bg-surface px-3 text-muted text-sm hover:border-brass"
      >
        <Search className="size-4 shrink-0" aria-hidden />
        Search the docs
        <kbd aria-hidden className="ml-auto rounded border px-1.5 font-mono text-xs">
          /
        </kbd>
      </button>
      <SearchDialog open={open} onOpenChange={setOpen} />
    </>
  );
}

const isWriting = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
