"use client";

import { ChevronDown } from "lucide-react";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { keyName } from "#components/keys/key-name.ts";
import { useKey } from "#components/keys/use-key.ts";
import type { Environment } from "#components/shell/environment.ts";

// Loaded when it is first opened.
const KeyPickerPanel = dynamic(
  () => import("#components/requests/key-picker-panel.tsx").then((module) => module.KeyPickerPanel),
  { ssr: false },
);

type KeyPickerProps = {
  value: string | null;
  environment: Environment;
  onChange: (id: string | null) => void;
};

/** Chooses a key by its name or hint, among any number of keys. */
export function KeyPicker({ value, environment, onChange }: KeyPickerProps) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [loaded, setLoaded] = useState(false);
  const hydrated = useHydrated();
  const name = useKeyName(value);
  return (
    <>
      <button
        ref={anchor}
        type="button"
        aria-label={`Key: ${name ?? "Any key"}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        disabled={!hydrated}
        title={value ?? undefined}
        className={`flex h-9 w-full min-w-0 items-center gap-2 rounded-lg border bg-surface px-3 text-left text-base hover:border-muted/60 focus-visible:border-brass focus-visible:outline-none focus-visible:ring-3 focus-visible:ring-brass/30 sm:text-sm ${value ? "border-brass" : "border-line-strong"}`}
        onClick={() => {
          setLoaded(true);
          setOpen(!open);
        }}
      >
        <span className="min-w-0 flex-1 truncate">{name ?? "Any key"}</span>
        <ChevronDown className="size-4 shrink-0 text-muted" aria-hidden />
      </button>
      {loaded ? (
        <KeyPickerPanel
          anchor={anchor}
          open={open}
          onOpenChange={setOpen}
          environment={environment}
          chosen={value !== null}
          onChoose={(id) => {
            setOpen(false);
            onChange(id);
          }}
        />
      ) : null}
    </>
  );
}

/** The key's name, its ID if there is no such key, or null without a key. */
function useKeyName(id: string | null): string | null {
  const { data } = useKey(id);
  if (id === null) return null;
  return data ? keyName(data) : id;
}
