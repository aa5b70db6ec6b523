"use client";

import { Tabs } from "radix-ui";
import { useState } from "react";
import { HighlightedCode } from "#components/code/highlighted-code.tsx";
import type { Snippet } from "#components/key-dialogs/snippets.ts";
import { classNames } from "#components/ui/class-names.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

type SnippetTabsProps = { snippets: Snippet[]; onCopied: (snippet: Snippet) => void };

/** The same example in several languages. All take the same space, so that nothing moves when another one is chosen. */
export function SnippetTabs({ snippets, onCopied }: SnippetTabsProps) {
  const [chosen, setChosen] = useState("curl");
  const shown = snippets.find(({ id }) => id === chosen);
  return (
    <Tabs.Root value={chosen} onValueChange={setChosen} className="overflow-hidden rounded-lg border">
      <div className="flex items-center border-b bg-sunken pr-1">
        <Tabs.List
          aria-label="Language"
          className="latchkey-scroll-hint flex min-w-0 flex-1 overflow-x-auto px-1.5 [--beneath:var(--sunken)] [scrollbar-width:none]"
        >
          {snippets.map(({ id, name }) => (
            <Tabs.Trigger key={id} value={id} className={tabLook}>
              <SteadyName name={name} isChosen={id === chosen} />
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {shown ? (
          <CopyButton
            // The next example isn't copied yet.
            key={shown.id}
            text={shown.code}
            onCopied={() => onCopied(shown)}
            iconOnly="small"
            label={`Copy ${shown.name} example`}
            tone="quiet"
          />
        ) : null}
      </div>
      {snippets.map((snippet) => (
        // The part that scrolls has the focus.
        <Tabs.Content
          key={snippet.id}
          value={snippet.id}
          tabIndex={-1}
          className="h-44 [@media(width>=40rem)_and_(height>=55rem)]:h-64"
        >
          <SnippetPanel {...snippet} />
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}

const tabLook =
  "shrink-0 border-transparent border-b-2 px-2 py-2 text-compact text-muted hover:text-foreground focus-visible:-outline-offset-2 data-[state=active]:border-brass data-[state=active]:text-foreground sm:px-2.5";

/** As wide as in bold, so that the other tabs stay where they are. */
function SteadyName({ name, isChosen }: { name: string; isChosen: boolean }) {
  return (
    <span className="grid justify-items-center [&>span]:col-start-1 [&>span]:row-start-1">
      <span className={classNames(isChosen && "font-medium")}>{name}</span>
      <span aria-hidden className="invisible font-medium">
        {name}
      </span>
    </span>
  );
}

/** What contains the secret, and is shown whole. Code keeps its lines, and scrolls. */
const COMMANDS = new Set(["env", "curl"]);

function SnippetPanel({ id, name, code, install }: Snippet) {
  return (
    <ScrollArea
      aria-label={`${name} example`}
      className="latchkey-scroll-hint-down h-full px-4 py-3 focus-visible:-outline-offset-2"
    >
      {install ? (
        <p className="sticky left-0 mb-3 text-muted text-xs">
          {/* In another tab, because the dialog shows the secret only once. */}
          <TextLink href={install} target="_blank">
            Install the SDK
          </TextLink>{" "}
          and save .env first. The first line says how to run the code.
        </p>
      ) : null}
      <pre
        className={classNames(
          "w-max min-w-full [tab-size:4] text-xs leading-5",
          COMMANDS.has(id) && "max-w-full whitespace-pre-wrap wrap-anywhere",
        )}
      >
        <HighlightedCode code={code} language={id} on="surface" />
      </pre>
    </ScrollArea>
  );
}
