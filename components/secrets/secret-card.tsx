"use client";

import { Download } from "lucide-react";
import { KeyGlyph } from "#components/brand/key-glyph.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { saveFile } from "#components/ui/save-file.ts";

type SecretCardProps = {
  /** What the secret belongs to. Its glyph is drawn from the ID. */
  id: string;
  name: string;
  note?: string;
  secret: string;
  /** The file that can be downloaded. */
  envFile: string;
  onSaved: () => void;
};

/** A new secret, to copy or to download. */
export function SecretCard({ id, name, note, secret, envFile, onSaved }: SecretCardProps) {
  function download() {
    saveFile(".env", new Blob([envFile], { type: "text/plain" }));
    onSaved();
  }
  return (
    <div className="rounded-xl border border-desk-line bg-desk p-4 text-on-desk sm:p-5">
      <div className="flex items-center gap-3 text-sm">
        <KeyGlyph seed={id} className="text-brass" />
        <span className="min-w-0 truncate">{name}</span>
        {note ? <span className="ml-auto text-on-desk-muted">{note}</span> : null}
      </div>
      <code data-testid="secret" className="mt-4 block select-all break-all text-compact leading-6">
        {secret}
      </code>
      <div className="mt-4 flex flex-wrap gap-2">
        <CopyButton text={secret} onCopied={onSaved} tone="brass" />
        <Button tone="desk" className="border border-desk-line" onClick={download}>
          <Download aria-hidden /> Download .env
        </Button>
      </div>
    </div>
  );
}
