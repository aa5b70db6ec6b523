"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Search } from "lucide-react";
import { Popover } from "radix-ui";
import { type RefObject, useDeferredValue, useEffect, useState } from "react";
import { callApi } from "#components/api-client.ts";
import { KeyGlyph } from "#components/brand/key-glyph.tsx";
import { keyName } from "#components/keys/key-name.ts";
import type { Environment } from "#components/shell/environment.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

type KeyPickerPanelProps = {
  anchor: RefObject<HTMLButtonElement | null>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  environment: Environment;
  chosen: boolean;
  onChoose: (id: string | null) => void;
};

export function KeyPickerPanel({ anchor, open, onOpenChange, ...list }: KeyPickerPanelProps) {
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Anchor virtualRef={anchor as RefObject<HTMLButtonElement>} />
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={12}
          aria-label="Choose a key"
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
          <KeySearch {...list} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function KeySearch({
  environment,
  chosen,
  onChoose,
}: Omit<KeyPickerPanelProps, "anchor" | "open" | "onOpenChange">) {
  const [text, setText] = useState("");
  const q = useDeferredValue(text.trim());
  const { data, failureReason } = useQuery({
    queryKey: ["keys", "picker", environment, q],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ environment, limit: "20", ...(q && { q }) });
      return callApi<{ data: PublicKey[] }>("GET", `/keys?${query}`, { signal });
    },
    placeholderData: keepPreviousData,
    refetchInterval: false,
  });
  const first = data?.data[0]?.id ?? "";
  const [selected, setSelected] = useState("");
  // Otherwise what was selected before the search stays so, although it isn't in the list any more.
  useEffect(() => setSelected(first), [first]);
  return (
    <Command label="Choose a key" shouldFilter={false} loop value={selected} onValueChange={setSelected}>
      <div className="flex items-center gap-2.5 border-b px-3">
        <Search className="size-4 shrink-0 text-muted" aria-hidden />
        <Command.Input
          value={text}
          onValueChange={setText}
          maxLength={100}
          placeholder="Name, hint or ID"
          className="h-10 w-full min-w-0 bg-transparent text-base outline-none placeholder:text-muted sm:text-sm"
        />
      </div>
      <Command.List className="max-h-72 overflow-y-auto p-1.5">
        {chosen ? <Item onSelect={() => onChoose(null)}>Any key</Item> : null}
        {data?.data.map((key) => (
          <Item key={key.id} value={key.id} onSelect={() => onChoose(key.id)}>
            <KeyGlyph seed={key.id} className="text-brass" />
            <span className="min-w-0 flex-1 truncate">{keyName(key)}</span>
            <span className="shrink-0 text-muted text-xs">
              {key.status === "active" ? key.hint.slice(-4) : key.status}
            </span>
          </Item>
        ))}
        <Command.Empty className="px-3 py-6 text-center text-muted text-sm">
          {data ? "No key found." : (failureReason?.message ?? "Loading keys…")}
        </Command.Empty>
      </Command.List>
    </Command>
  );
}

function Item({ className, ...rest }: React.ComponentProps<typeof Command.Item>) {
  return (
    <Command.Item
      className="flex cursor-pointer select-none items-center gap-2.5 rounded-lg px-2.5 py-2 text-sm outline-none data-[selected=true]:bg-sunken"
      {...rest}
    />
  );
}
