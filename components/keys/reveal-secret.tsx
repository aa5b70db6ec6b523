"use client";

import { KeyGlyph } from "#components/brand/key-glyph.tsx";
import { FirstRequest } from "#components/keys/first-request.tsx";
import { keyName } from "#components/keys/key-name.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DialogBody, DialogFooter } from "#components/ui/dialog.tsx";
import type { MintedKey } from "#lib/keys/schema.ts";

type RevealSecretProps = {
  minted: MintedKey;
  leaving: boolean;
  onCopied: () => void;
  onDone: () => void;
  onStay: () => void;
  onLeave: () => void;
};

/** The only place where a secret is shown. */
export function RevealSecret({ minted, leaving, onCopied, onDone, onStay, onLeave }: RevealSecretProps) {
  // Null only when an Idempotency-Key is repeated, and then the form has rotated the key.
  const secret = minted.secret ?? "";
  const command = `curl -H "X-API-Key: ${secret}" \\\n  ${window.location.origin}/api/v1/me`;
  return (
    <>
      <DialogBody className={leaving ? "hidden" : "grid grid-cols-[minmax(0,1fr)] gap-6"}>
        <div className="rounded-xl bg-desk p-4 text-on-desk sm:p-5">
          <div className="flex items-center gap-3 text-sm">
            <KeyGlyph seed={minted.id} className="text-brass" />
            <span className="min-w-0 truncate">{keyName(minted)}</span>
            <span className="ml-auto text-on-desk-muted">{minted.environment}</span>
          </div>
          <div className="mt-4 flex flex-col gap-3 sm:flex-row sm:items-center">
            <code
              data-testid="secret"
              className="min-w-0 flex-1 select-all break-all text-[0.8125rem] leading-6"
            >
              {secret}
            </code>
            <CopyButton text={secret} onCopied={onCopied} tone="brass" />
          </div>
        </div>
        <div>
          <h3 className="font-medium text-sm">Try it</h3>
          <div className="mt-1.5 flex items-start gap-2 rounded-lg border bg-sunken py-2 pr-2 pl-4">
            <pre className="min-w-0 flex-1 whitespace-pre-wrap break-all py-1.5 text-[0.8125rem] leading-6">
              <code>{command}</code>
            </pre>
            <CopyButton text={command} onCopied={onCopied} iconOnly label="Copy command" tone="quiet" />
          </div>
        </div>
        <FirstRequest keyId={minted.id} />
      </DialogBody>
      <DialogFooter>
        {leaving ? (
          <>
            <Button tone="plain" onClick={onLeave}>
              Close without copying
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
