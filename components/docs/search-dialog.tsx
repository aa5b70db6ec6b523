"use client";

import { Command } from "cmdk";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useDeferredValue, useEffect, useState } from "react";
import { type DocsSearch, loadSearch } from "#components/docs/search-index.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import type { SearchEntry } from "#lib/docs/schema.ts";

type SearchDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** Searches all pages. The index is loaded when the dialog is first opened. */
export function SearchDialog({ open, onOpenChange }: SearchDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogPanel heading="Search the docs" headingHidden closable={false} className="sm:top-[30%]">
        <SearchPanel close={() => onOpenChange(false)} />
      </DialogPanel>
    </Dialog>
  );
}

function SearchPanel({ close }: { close: () => void }) {
  const [text, setText] = useState("");
  const words = useDeferredValue(text.trim());
  const { search, failed } = useSearch();
  const router = useRouter();
  const found = search && words ? search.find(words) : [];
  return (
    <Command
      label="Search the docs"
      shouldFilter={false}
      loop
      vimBindings={false}
      className="flex min-h-0 flex-col"
    >
      <div className="flex items-center gap-3 border-b px-4">
        <Search className="size-4 shrink-0 text-muted" aria-hidden />
        <Command.Input
          value={text}
          onValueChange={setText}
          maxLength={100}
          placeholder="A word, or an error code"
          className="h-12 w-full min-w-0 bg-transparent text-base outline-none placeholder:text-muted sm:text-sm"
        />
      </div>
      <Command.List className="max-h-[22rem] overflow-y-auto p-2">
        <Command.Empty className="px-3 py-8 text-center text-muted text-sm">
          {emptyText({ failed, loading: !search, words })}
        </Command.Empty>
        {found.map((entry) => (
          <Result
            key={entry.url}
            entry={entry}
            onSelect={() => {
              close();
              router.push(entry.url);
            }}
          />
        ))}
      </Command.List>
    </Command>
  );
}

function emptyText({ failed, loading, words }: { failed: boolean; loading: boolean; words: string }) {
  if (failed) return "The search couldn't be loaded. Close it and try again.";
  if (!words) return "Type to search all pages and error codes.";
  return loading ? "Loading…" : "Nothing found.";
}

function Result({
  entry: { url, page, heading, text },
  onSelect,
}: {
  entry: SearchEntry;
  onSelect: () => void;
}) {
  return (
    <Command.Item
      value={url}
      onSelect={onSelect}
      className="cursor-pointer select-none rounded-lg px-3 py-2 text-sm data-[selected=true]:bg-sunken"
    >
      <p className="truncate font-medium">
        {page}
        {heading ? <span className="font-normal text-muted"> › {heading}</span> : null}
      </p>
      <p className="truncate text-compact text-muted">{text}</p>
    </Command.Item>
  );
}

function useSearch() {
  const [search, setSearch] = useState<DocsSearch>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    loadSearch().then(setSearch, () => setFailed(true));
  }, []);
  return { search, failed };
}
