"use client";

import { SnippetTabs } from "#components/key-dialogs/snippet-tabs.tsx";
import { SecretCard } from "#components/secrets/secret-card.tsx";
import type { MintedService } from "#lib/services/schema.ts";

type ServiceSecretProps = { minted: MintedService; apiUrl: string; onSaved: () => void };

/** A service's new secret, with a request that uses it. */
export function ServiceSecret({ minted, apiUrl, onSaved }: ServiceSecretProps) {
  const secret = minted.secret ?? "";
  const curl = `curl -X POST ${apiUrl}/keys/verify \\
  -H "Authorization: Bearer ${secret}" \\
  -H "Content-Type: application/json" \\
  -d '{"key": "the-key-to-verify"}'`;
  return (
    <>
      <SecretCard
        id={minted.id}
        name={minted.name}
        note="service"
        secret={secret}
        envFile={`LATCHKEY_SERVICE_SECRET=${secret}\n`}
        onSaved={onSaved}
      />
      <div>
        <h3 className="mb-1.5 font-medium text-sm">Verify a key</h3>
        <SnippetTabs snippets={[{ id: "curl", name: "curl", code: curl }]} onCopied={onSaved} />
      </div>
    </>
  );
}
