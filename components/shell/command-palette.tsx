"use client";

import { Command, defaultFilter } from "cmdk";
import { BookOpen, FileText, KeyRound, type LucideIcon, Plus, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { type Environment, inEnvironment, useEnvironment } from "#components/shell/environment.ts";
import { staysOffline } from "#components/shell/offline-links.ts";
import { operatorSections } from "#components/shell/operator-sections.ts";
import { sections } from "#components/shell/sections.ts";
import { useFoundKeys } from "#components/shell/use-found-keys.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

export interface PaletteViewer {
  /** The operator's desk belongs to no workspace, so no keys or requests are found there. */
  place: "workspace" | "operator desk";
  mayWriteKeys: boolean;
  operator: boolean;
}

type CommandPaletteProps = PaletteViewer & { open: boolean; onOpenChange: (open: boolean) => void };

/** Opens a page, a key by its name or hint, or a request by its ID. */
export function CommandPalette({ open, onOpenChange, ...viewer }: CommandPaletteProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogPanel heading="Search and commands" headingHidden closable={false} className="sm:top-[30%]">
        <Palette close={() => onOpenChange(false)} {...viewer} />
      </DialogPanel>
    </Dialog>
  );
}

function Palette({ close, place, mayWriteKeys, operator }: PaletteViewer & { close: () => void }) {
  const [text, setText] = useState("");
  const inWorkspace = place === "workspace";
  const found = useFoundKeys(inWorkspace ? text.trim() : "");
  const go = useGo(close);
  return (
    // Without the bindings of vim, because Ctrl+K closes the palette.
    <Command
      label="Search and commands"
      className="flex min-h-0 flex-col"
      loop
      vimBindings={false}
      filter={rank}
    >
      <div className="flex items-center gap-3 border-b px-4">
        <Search className="size-4 shrink-0 text-muted" aria-hidden />
        <Command.Input
          value={text}
          onValueChange={setText}
          maxLength={100}
          placeholder={inWorkspace ? "A page, a key's name or hint, or a request ID" : "A page"}
          className="h-12 w-full min-w-0 bg-transparent text-base outline-none placeholder:text-muted sm:text-sm"
        />
      </div>
      <Command.List className="max-h-[22rem] overflow-y-auto p-2">
        {found.failure ? null : (
          <Command.Empty className={messageLook}>
            {found.searching ? "Searching…" : "Nothing found."}
          </Command.Empty>
        )}
        {inWorkspace ? <RequestById id={text.trim()} go={go} /> : null}
        {inWorkspace ? <Pages heading="Pages" kind="page" pages={sections} go={go} /> : null}
        {operator ? (
          <Pages heading="Operator desk" kind="operator page" pages={operatorSections} go={go} />
        ) : null}
        {inWorkspace ? null : <Pages heading="Your workspace" kind="page" pages={sections} go={go} />}
        <Group heading="Docs">
          {docs.map(([href, name]) => (
            <Item key={href} value={`page ${name}`} onSelect={() => go(href)}>
              <BookOpen aria-hidden /> {name}
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
        <FoundKeys keys={found.keys} go={go} />
        {found.failure ? (
          <p role="alert" className={messageLook}>
            Couldn't search the keys. {found.failure}
          </p>
        ) : null}
      </Command.List>
    </Command>
  );
}

const docs = [
  ["/docs", "All pages of the docs"],
  ["/docs/reference", "API reference"],
  ["/docs/errors", "Error codes"],
] as const;

const messageLook = "px-3 py-8 text-center text-muted text-sm";

/** How well an item matches the text. The server has found keys by it, so they always do, below everything else. */
const rank: typeof defaultFilter = (value, text, keywords) =>
  /^(key|req)_/.test(value)
    ? 0.0001
    : defaultFilter(value.replace(/^(operator page|page|action) /, ""), text, keywords);

type Go = (href: string, environment?: Environment) => void;

/** Closes the palette and opens a page in the same environment, or in the one that what is there belongs to. */
function useGo(close: () => void): Go {
  const [current] = useEnvironment();
  const router = useRouter();
  return (href, environment = current) => {
    close();
    if (!staysOffline()) router.push(inEnvironment(href, environment));
  };
}

type PagesProps = {
  heading: string;
  /** Tells pages with the same name apart. */
  kind: "page" | "operator page";
  pages: readonly { href: string; name: string; Icon: LucideIcon }[];
  go: Go;
};

function Pages({ heading, kind, pages, go }: PagesProps) {
  return (
    <Group heading={heading}>
      {pages.map(({ href, name, Icon }) => (
        <Item key={href} value={`${kind} ${name}`} onSelect={() => go(href)}>
          <Icon aria-hidden /> {name}
        </Item>
      ))}
    </Group>
  );
}

function RequestById({ id, go }: { id: string; go: Go }) {
  if (!/^req_[0-9A-Za-z]{10,60}$/.test(id)) return null;
  return (
    <Group heading="Requests">
      <Item value={id} onSelect={() => go(`/settings/requests/${id}`)}>
        <FileText aria-hidden /> <span className="truncate font-mono text-compact">{id}</span>
      </Item>
    </Group>
  );
}

function FoundKeys({ keys, go }: { keys: PublicKey[]; go: Go }) {
  if (keys.length === 0) return null;
  return (
    <Group heading="API keys">
      {keys.map(({ id, name, hint, environment }) => (
        <Item key={id} value={id} onSelect={() => go(`/settings/api-keys/${id}`, environment)}>
          <KeyRound aria-hidden />
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
