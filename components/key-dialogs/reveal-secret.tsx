"use client";

import { Download } from "lucide-react";
import { KeyGlyph } from "#components/brand/key-glyph.tsx";
import { FirstRequest } from "#components/key-dialogs/first-request.tsx";
import { SnippetTabs } from "#components/key-dialogs/snippet-tabs.tsx";
import { envFile, snippets } from "#components/key-dialogs/snippets.ts";
import { keyName } from "#components/keys/key-name.ts";
import type { ExampleApi } from "#components/keys/key-rules.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DialogBody, DialogFooter } from "#components/ui/dialog.tsx";
import { saveFile } from "#components/ui/save-file.ts";
import type { MintedKey } from "#lib/keys/schema.ts";

type RevealSecretProps = {
  minted: MintedKey;
  /** The API that the snippets call. */
  api: ExampleApi;
  leaving: boolean;
  /** The secret was copied or downloaded. */
  onCopied: () => void;
  onDone: () => void;
  onStay: () => void;
  onLeave: () => void;
};

/** The only place where a secret is shown. */
export function RevealSecret({ minted, api, leaving, onCopied, onDone, onStay, onLeave }: RevealSecretProps) {
  // Null only when an Idempotency-Key is repeated, and then the form has rotated the key.
  const secret = minted.secret ?? "";
  const examples = snippets(secret, api);
  return (
    <>
      <DialogBody className={leaving ? "hidden" : "grid grid-cols-[minmax(0,1fr)] gap-6"}>
        <SecretCard minted={minted} secret={secret} api={api} onCopied={onCopied} />
        <div>
          <h3 className="mb-1.5 font-medium text-sm">Try it</h3>
          <SnippetTabs
            snippets={examples}
            onCopied={({ code }) => {
              if (code.includes(secret)) onCopied();
            }}
          />
        </div>
        <FirstRequest minted={minted} />
      </DialogBody>
      <DialogFooter>
        {leaving ? (
          <>
            <Button tone="plain" onClick={onLeave}>
              Close without saving
            </Button>
            <Button onClick={onStay}>Go back</Button>
          </>
        ) : (
          <Button onClick={onDone}>Done</Button>
        )}
      </DialogFooter>
    </>
  );
}

type SecretCardProps = Pick<RevealSecretProps, "minted" | "onCopied"> & { secret: string; api: ExampleApi };

function SecretCard({ minted, secret, api, onCopied }: SecretCardProps) {
  function download() {
    saveFile(".env", new Blob([envFile(secret, api)], { type: "text/plain" }));
    onCopied();
  }
  return (
    <div className="rounded-xl bg-desk p-4 text-on-desk sm:p-5">
      <div className="flex items-center gap-3 text-sm">
        <KeyGlyph seed={minted.id} className="text-brass" />
        <span className="min-w-0 truncate">{keyName(minted)}</span>
        <span className="ml-auto text-on-desk-muted">{minted.environment}</span>
      </div>
      <code data-testid="secret" className="mt-4 block select-all break-all text-compact leading-6">
        {secret}
      </code>
      <div className="mt-4 flex flex-wrap gap-2">
        <CopyButton text={secret} onCopied={onCopied} tone="brass" />
        <Button tone="desk" className="border border-desk-line" onClick={download}>
          <Download aria-hidden /> Download .env
        </Button>
      </div>
    </div>
  );
}
