"use client";

import { Tabs } from "radix-ui";
import type { Snippet } from "#components/key-dialogs/snippets.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

type SnippetTabsProps = { snippets: Snippet[]; onCopied: (snippet: Snippet) => void };

/** The same example in several languages. All take the same space, so that nothing moves when another one is chosen. */
export function SnippetTabs({ snippets, onCopied }: SnippetTabsProps) {
  return (
    <Tabs.Root defaultValue="curl" className="overflow-hidden rounded-lg border">
      <Tabs.List aria-label="Language" className="flex overflow-x-auto border-b bg-sunken px-1.5">
        {snippets.map(({ id, name }) => (
          <Tabs.Trigger
            key={id}
            value={id}
            className="shrink-0 border-transparent border-b-2 px-2.5 py-2 text-compact text-muted hover:text-foreground focus-visible:-outline-offset-2 data-[state=active]:border-brass data-[state=active]:font-medium data-[state=active]:text-foreground"
          >
            {name}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {snippets.map((snippet) => (
        <Tabs.Content
          key={snippet.id}
          value={snippet.id}
          className="relative h-44 focus-visible:-outline-offset-2"
        >
          <ScrollArea
            aria-label={`${snippet.name} example`}
            className="h-full py-3 pr-14 pl-4 focus-visible:-outline-offset-2"
          >
            {snippet.install ? (
              <p className="mb-3 text-muted text-xs">
                {/* In another tab, because the dialog shows the secret only once. */}
                <TextLink href={snippet.install} target="_blank">
                  Install the SDK
                </TextLink>{" "}
                and save .env first. The top line is the command to run.
              </p>
            ) : null}
            <pre className="whitespace-pre-wrap [tab-size:4] text-xs leading-5 [overflow-wrap:anywhere]">
              <code>{snippet.code}</code>
            </pre>
          </ScrollArea>
          <CopyButton
            text={snippet.code}
            onCopied={() => onCopied(snippet)}
            iconOnly="small"
            label={`Copy ${snippet.name} example`}
            tone="plain"
            className="absolute top-2 right-2"
          />
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}
