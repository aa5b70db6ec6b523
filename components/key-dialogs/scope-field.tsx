"use client";

import { Fragment, useState } from "react";
import { presetOf, type ScopeChoices, type ScopePreset } from "#components/key-dialogs/scope-presets.ts";
import { ScopeCheckbox } from "#components/scopes/scope-checkbox.tsx";
import { FieldGroup } from "#components/ui/field-group.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RadioCard } from "#components/ui/radio-card.tsx";

type ScopeFieldProps = {
  choices: ScopeChoices;
  /** The scopes that the key has. */
  current: string[];
  error: string | undefined;
};

const labels = { none: "No scopes", read: "Read", write: "Read and write", custom: "Custom" };

/** What the key can do. The chosen preset's scopes are sent like those that are ticked. */
export function ScopeField({ choices, current, error }: ScopeFieldProps) {
  const [chosen, setChosen] = useState<ScopePreset>(() => presetOf(current, choices));
  const [ticked, setTicked] = useState(current);
  // The workspace's scopes may change while the dialog is open, and with them the presets.
  const preset = choices.presets.includes(chosen) ? chosen : "none";
  const sent = preset === "custom" ? [] : choices.given[preset];
  function choose(next: ScopePreset) {
    // The list starts with what the preset gave.
    if (next === "custom" && preset !== "custom") setTicked(sent);
    setChosen(next);
  }
  return (
    <FieldGroup label="Scopes" field="scopes" error={error}>
      <div className="grid gap-3">
        <div className="grid grid-cols-2 gap-3">
          {choices.presets.map((each) => (
            <RadioCard
              key={each}
              name="scope_preset"
              value={each}
              label={labels[each]}
              description={descriptionOf(each, choices)}
              checked={each === preset}
              onChange={() => choose(each)}
            />
          ))}
        </div>
        {sent.map((scope) => (
          <input key={scope} type="hidden" name="scopes" value={scope} />
        ))}
        {preset === "none" ? <WithoutScopes choices={choices} /> : null}
        {preset === "custom" ? <ScopeList choices={choices} ticked={ticked} onTick={setTicked} /> : null}
      </div>
    </FieldGroup>
  );
}

function descriptionOf(preset: ScopePreset, { given }: ScopeChoices): string {
  if (preset === "none") return "Can identify itself and read its own limits";
  if (preset === "custom") return "Choose each scope, including those that manage keys";
  return given[preset].join(", ");
}

const named = 3;

function WithoutScopes({ choices: { offered } }: { choices: ScopeChoices }) {
  const scopes = offered.filter(({ built_in }) => !built_in).map(({ name }) => name);
  const others = scopes.length > named ? ", …" : "";
  return (
    <Notice>
      This key can't call any endpoint that requires a scope
      {scopes.length > 0 ? (
        <>
          {" "}
          (
          {scopes.slice(0, named).map((scope, index) => (
            <Fragment key={scope}>
              {index > 0 ? ", " : null}
              <code className="text-compact">{scope}</code>
            </Fragment>
          ))}
          {others})
        </>
      ) : null}
      . Those requests get 403. You can add scopes later.
    </Notice>
  );
}

type ScopeListProps = { choices: ScopeChoices; ticked: string[]; onTick: (scopes: string[]) => void };

function ScopeList(props: ScopeListProps) {
  const { refused } = props.choices;
  return (
    <div className="grid gap-5 rounded-lg border border-line p-4">
      <ScopeGroup title="API access" builtIn={false} {...props} />
      <ScopeGroup title="Key and usage management" builtIn {...props} />
      {refused.length > 0 ? (
        <p className="text-muted text-xs">
          Your role or the workspace's key policy doesn't allow {refused.join(", ")}.
        </p>
      ) : null}
    </div>
  );
}

type ScopeGroupProps = ScopeListProps & { title: string; builtIn: boolean };

function ScopeGroup({ title, builtIn, choices, ticked, onTick }: ScopeGroupProps) {
  const scopes = choices.offered.filter(({ built_in }) => built_in === builtIn);
  if (scopes.length === 0) return null;
  return (
    <div className="grid gap-3">
      <p className="text-muted text-xs">{title}</p>
      {scopes.map(({ name, description }) => (
        <ScopeCheckbox
          key={name}
          name="scopes"
          scope={{
            name,
            description: choices.lastChance.includes(name)
              ? `${description} You can remove it, but not add it back.`.trimStart()
              : description,
          }}
          checked={ticked.includes(name)}
          onChange={(checked) => onTick(checked ? [...ticked, name] : ticked.filter((each) => each !== name))}
        />
      ))}
    </div>
  );
}
