"use client";

import { keepPreviousData, type QueryKey, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Search } from "lucide-react";
import { Popover } from "radix-ui";
import {
  type ComponentProps,
  type ReactNode,
  type RefObject,
  useDeferredValue,
  useEffect,
  useState,
} from "react";

/** How something is searched and chosen. */
export type PickerSearch = {
  /** The chosen ID, or null for any. */
  value: string | null;
  words: { label: string; any: string; choose: string; search: string; none: string; loading: string };
  /** Names what is searched, among all queries of the page. */
  queryKey: QueryKey;
  find: (text: string, signal: AbortSignal) => Promise<{ id: string; content: ReactNode }[]>;
  onChange: (id: string | null) => void;
};

type PanelProps = PickerSearch & {
  anchor: RefObject<HTMLButtonElement | null>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

export function SearchPickerPanel({ anchor, open, onOpenChange, ...search }: PanelProps) {
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Anchor virtualRef={anchor as RefObject<HTMLButtonElement>} />
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={12}
          aria-label={search.words.choose}
          className="z-40 w-80 max-w-[calc(100vw-1.5rem)] animate-rise overflow-hidden rounded-xl border bg-surface shadow-float outline-none"
          onInteractOutside={(event) => {
            // Its own click closes the panel.
            if (anchor.current?.contains(event.target as Node)) event.preventDefault();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            anchor.current?.focus();
          }}
        >
          <PanelSearch {...search} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function PanelSearch({ value, words, queryKey, find, onChange }: PickerSearch) {
  const [text, setText] = useState("");
  const q = useDeferredValue(text.trim());
  const { data: options, failureReason } = useQuery({
    queryKey: [...queryKey, q],
    queryFn: ({ signal }) => find(q, signal),
    placeholderData: keepPreviousData,
    refetchInterval: false,
  });
  const first = options?.[0]?.id ?? "";
  const [selected, setSelected] = useState("");
  // Otherwise what was selected before the search stays so, although it isn't in the list any more.
  useEffect(() => setSelected(first), [first]);
  return (
    <Command label={words.choose} shouldFilter={false} loop value={selected} onValueChange={setSelected}>
      <div className="flex items-center gap-2.5 border-b px-3">
        <Search className="size-4 shrink-0 text-muted" aria-hidden />
        <Command.Input
          value={text}
          onValueChange={setText}
          maxLength={100}
          placeholder={words.search}
          className="h-10 w-full min-w-0 bg-transparent text-base outline-none placeholder:text-muted sm:text-sm"
        />
      </div>
      <Command.List className="max-h-72 overflow-y-auto p-1.5">
        {value === null ? null : <Item onSelect={() => onChange(null)}>{words.any}</Item>}
        {options?.map(({ id, content }) => (
          <Item key={id} value={id} onSelect={() => onChange(id)}>
            {content}
          </Item>
        ))}
        <Command.Empty className="px-3 py-6 text-center text-muted text-sm">
          {options ? words.none : (failureReason?.message ?? words.loading)}
        </Command.Empty>
      </Command.List>
    </Command>
  );
}

function Item({ className, ...rest }: ComponentProps<typeof Command.Item>) {
  return (
    <Command.Item
      className="flex cursor-pointer select-none items-center gap-2.5 rounded-lg px-2.5 py-2 text-sm outline-none data-[selected=true]:bg-sunken"
      {...rest}
    />
  );
}
