"use client";

import { FirstRequest } from "#components/key-dialogs/first-request.tsx";
import { SnippetTabs } from "#components/key-dialogs/snippet-tabs.tsx";
import { envFile, snippets } from "#components/key-dialogs/snippets.ts";
import { keyName } from "#components/keys/key-name.ts";
import type { ExampleApi } from "#components/keys/key-rules.ts";
import { SecretCard } from "#components/secrets/secret-card.tsx";
import type { MintedKey } from "#lib/keys/schema.ts";

type RevealSecretProps = {
  minted: MintedKey;
  /** The API that the snippets call. */
  api: ExampleApi;
  /** The secret was copied or downloaded. */
  onSaved: () => void;
};

/** A key's new secret, how to use it, and whether it was used. */
export function RevealSecret({ minted, api, onSaved }: RevealSecretProps) {
  // Null only when an Idempotency-Key is repeated, and then the form has rotated the key.
  const secret = minted.secret ?? "";
  return (
    <>
      <SecretCard
        id={minted.id}
        name={keyName(minted)}
        note={minted.environment}
        secret={secret}
        envFile={envFile(secret, api)}
        onSaved={onSaved}
      />
      <div>
        <h3 className="mb-1.5 font-medium text-sm">Try it</h3>
        <SnippetTabs
          snippets={snippets(secret, api)}
          onCopied={({ code }) => {
            if (code.includes(secret)) onSaved();
          }}
        />
      </div>
      <FirstRequest minted={minted} />
    </>
  );
}
