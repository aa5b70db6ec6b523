"use client";

import { useId, useState } from "react";
import type { ScopeChoices, ScopePreset } from "#components/keys/scope-presets.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RadioCard } from "#components/ui/radio-card.tsx";
import type { Scope } from "#lib/scopes/schema.ts";

type ScopeFieldProps = { choices: ScopeChoices; error?: string | undefined };

const labels = { none: "No scopes", read: "Read", write: "Read and write", custom: "Custom" };

/** What the key can do. The chosen preset's scopes are sent like those that are ticked. */
export function ScopeField({ choices, error }: ScopeFieldProps) {
  const [preset, setPreset] = useState<ScopePreset>("none");
  const errorId = useId();
  const descriptions = {
    none: "Can identify itself and read its own limits",
    read: choices.read.join(", "),
    write: choices.readWrite.join(", "),
    custom: "Choose each scope, also to manage keys",
  };
  const sent = { none: [], read: choices.read, write: choices.readWrite, custom: [] }[preset];
  return (
    <fieldset
      aria-describedby={error ? errorId : undefined}
      aria-invalid={error ? true : undefined}
      tabIndex={error ? -1 : undefined}
    >
      <legend className="mb-1.5 font-medium text-sm">Scopes</legend>
      <div className="grid gap-3">
        <div className="grid grid-cols-2 gap-3">
          {choices.presets.map((each) => (
            <RadioCard
              key={each}
              name="scope_preset"
              value={each}
              label={labels[each]}
              description={descriptions[each]}
              checked={each === preset}
              onChange={() => setPreset(each)}
            />
          ))}
        </div>
        {sent.map((scope) => (
          <input key={scope} type="hidden" name="scopes" value={scope} />
        ))}
        {preset === "none" ? <WithoutScopes choices={choices} /> : null}
        {preset === "custom" ? <ScopeList choices={choices} /> : null}
      </div>
      {error ? (
        <p id={errorId} className="mt-1.5 text-danger text-sm">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

const named = 3;

function WithoutScopes({ choices: { grantable } }: { choices: ScopeChoices }) {
  const scopes = grantable.filter(({ built_in }) => !built_in).map(({ name }) => name);
  const others = scopes.length > named ? ", …" : "";
  return (
    <Notice>
      This key can't call any endpoint that requires a scope
      {scopes.length > 0 ? (
        <>
          {" "}
          (<code className="text-compact">{scopes.slice(0, named).join(", ") + others}</code>)
        </>
      ) : null}
      . Those requests get 403. You can add scopes later.
    </Notice>
  );
}

function ScopeList({ choices: { grantable, refused } }: { choices: ScopeChoices }) {
  return (
    <div className="grid gap-5 rounded-lg border border-line p-4">
      <ScopeGroup title="API access" scopes={grantable.filter((scope) => !scope.built_in)} />
      <ScopeGroup title="Key and usage management" scopes={grantable.filter((scope) => scope.built_in)} />
      {refused.length > 0 ? (
        <p className="text-muted text-xs">
          Your role or the workspace's key policy doesn't allow {refused.join(", ")}.
        </p>
      ) : null}
    </div>
  );
}

function ScopeGroup({ title, scopes }: { title: string; scopes: Scope[] }) {
  if (scopes.length === 0) return null;
  return (
    <div className="grid gap-3">
      <p className="text-muted text-xs">{title}</p>
      {scopes.map((scope) => (
        <Checkbox
          key={scope.name}
          name="scopes"
          value={scope.name}
          label={<span className="break-all font-mono text-compact">{scope.name}</span>}
          description={scope.description}
        />
      ))}
    </div>
  );
}
