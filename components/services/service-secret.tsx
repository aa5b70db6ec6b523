"use client";

import { SnippetTabs } from "#components/key-dialogs/snippet-tabs.tsx";
import { SecretCard } from "#components/secrets/secret-card.tsx";
import { serviceEnvFile, serviceSnippets } from "#components/services/service-snippets.ts";
import type { MintedService } from "#lib/services/schema.ts";

type ServiceSecretProps = { minted: MintedService; baseUrl: string; onSaved: () => void };

/** A service's new secret, with code that uses it. */
export function ServiceSecret({ minted, baseUrl, onSaved }: ServiceSecretProps) {
  const secret = minted.secret ?? "";
  return (
    <>
      <SecretCard
        id={minted.id}
        name={minted.name}
        note="service"
        secret={secret}
        envFile={serviceEnvFile(secret, baseUrl)}
        onSaved={onSaved}
      />
      <div>
        <h3 className="mb-1.5 font-medium text-sm">Verify a key</h3>
        <SnippetTabs
          snippets={serviceSnippets(secret, baseUrl)}
          onCopied={({ code }) => {
            if (code.includes(secret)) onSaved();
          }}
        />
      </div>
    </>
  );
}
