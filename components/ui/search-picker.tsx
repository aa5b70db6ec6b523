"use client";

import { ChevronDown } from "lucide-react";
import { useRef, useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { classNames } from "#components/ui/class-names.ts";
import { lazyDialog } from "#components/ui/lazy.tsx";
import type { PickerSearch } from "#components/ui/search-picker-panel.tsx";

const SearchPickerPanel = lazyDialog(() =>
  import("#components/ui/search-picker-panel.tsx").then((module) => module.SearchPickerPanel),
);

type SearchPickerProps = PickerSearch & {
  /** What is chosen, by its name. */
  name: string | null;
  className?: string;
};

/** Chooses one of any number of things, which the server searches. */
export function SearchPicker({ name, className, ...search }: SearchPickerProps) {
  const { value, words, onChange } = search;
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const hydrated = useHydrated();
  const shown = name ?? value ?? words.any;
  return (
    <>
      <button
        ref={anchor}
        type="button"
        aria-label={`${words.label}: ${shown}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        disabled={!hydrated}
        title={value ?? undefined}
        className={classNames(
          "flex h-9 w-full min-w-0 items-center gap-2 rounded-lg border bg-surface px-3 text-left text-base hover:border-muted/60 focus-visible:border-brass focus-visible:outline-none focus-visible:ring-3 focus-visible:ring-brass/30 sm:text-sm",
          value ? "border-brass" : "border-line-strong",
          className,
        )}
        onClick={() => setOpen(!open)}
      >
        <span className="min-w-0 flex-1 truncate">{shown}</span>
        <ChevronDown className="size-4 shrink-0 text-muted" aria-hidden />
      </button>
      <SearchPickerPanel
        {...search}
        anchor={anchor}
        open={open}
        onOpenChange={setOpen}
        onChange={(id) => {
          setOpen(false);
          onChange(id);
        }}
      />
    </>
  );
}
