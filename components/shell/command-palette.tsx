"use client";

import { Command } from "cmdk";
import { FileText, Plus, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { KeyGlyph } from "#components/brand/key-glyph.tsx";
import { inEnvironment, useEnvironment } from "#components/shell/environment.ts";
import { sections } from "#components/shell/sections.ts";
import { useFoundKeys } from "#components/shell/use-found-keys.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";

type CommandPaletteProps = { open: boolean; onOpenChange: (open: boolean) => void; mayWriteKeys: boolean };

/** Opens a page, a key by its name or hint, or a request by its ID. */
export function CommandPalette({ open, onOpenChange, mayWriteKeys }: CommandPaletteProps) {
  const [text, setText] = useState("");
  const [environment] = useEnvironment();
  const router = useRouter();
  function close() {
    onOpenChange(false);
    setText("");
  }
  function go(href: string) {
    close();
    router.push(inEnvironment(href, environment));
  }
  return (
    <Dialog open={open} onOpenChange={(next) => (next ? onOpenChange(true) : close())}>
      <DialogPanel heading="Search and commands" headingHidden closable={false} className="sm:top-[30%]">
        <Command label="Search and commands" className="flex min-h-0 flex-col" loop>
          <div className="flex items-center gap-3 border-b px-4">
            <Search className="size-4 shrink-0 text-muted" aria-hidden />
            <Command.Input
              value={text}
              onValueChange={setText}
              maxLength={100}
              placeholder="A page, a key's name or hint, or a request ID"
              className="h-12 w-full min-w-0 bg-transparent text-base outline-none placeholder:text-muted sm:text-sm"
            />
          </div>
          <Command.List className="max-h-[22rem] overflow-y-auto p-2">
            <Command.Empty className="px-3 py-8 text-center text-muted text-sm">Nothing found.</Command.Empty>
            <RequestById id={text.trim()} go={go} />
            <Group heading="Pages">
              {sections.map(({ href, name, Icon }) => (
                <Item key={href} value={`page ${name}`} onSelect={() => go(href)}>
                  <Icon aria-hidden /> {name}
                </Item>
              ))}
            </Group>
            {mayWriteKeys ? (
              <Group heading="Actions">
                <Item value="action create key" onSelect={() => go("/settings/api-keys?create=true")}>
                  <Plus aria-hidden /> Create key
                </Item>
              </Group>
            ) : null}
            <FoundKeys text={text.trim()} go={go} />
          </Command.List>
        </Command>
      </DialogPanel>
    </Dialog>
  );
}

function RequestById({ id, go }: { id: string; go: (href: string) => void }) {
  if (!/^req_[0-9A-Za-z]{10,60}$/.test(id)) return null;
  return (
    <Group heading="Requests">
      <Item value={id} onSelect={() => go(`/settings/requests/${id}`)}>
        <FileText aria-hidden /> <span className="truncate font-mono text-[0.8125rem]">{id}</span>
      </Item>
    </Group>
  );
}

function FoundKeys({ text, go }: { text: string; go: (href: string) => void }) {
  const keys = useFoundKeys(text);
  if (keys.length === 0) return null;
  return (
    <Group heading="API keys">
      {keys.map(({ id, name, hint }) => (
        // The server has found it, so it is shown whatever the palette's own filter thinks of it.
        <Item key={id} value={`${text} ${id}`} onSelect={() => go(`/settings/api-keys/${id}`)}>
          <KeyGlyph seed={id} className="text-brass" />
          <span className="min-w-0 flex-1 truncate">{name ?? "Unnamed key"}</span>
          <span className="truncate font-mono text-muted text-xs">{hint}</span>
        </Item>
      ))}
    </Group>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

function Item({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex cursor-pointer select-none items-center gap-3 rounded-lg px-3 py-2 text-sm data-[selected=true]:bg-sunken [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted"
    >
      {children}
    </Command.Item>
  );
}
