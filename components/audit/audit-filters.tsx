"use client";

import { X } from "lucide-react";
import { type ReactNode, useId } from "react";
import { type AuditFilter, noFilter } from "#components/audit/audit-filter.ts";
import { actionName, actions } from "#components/audit/event-words.ts";
import { PersonPicker } from "#components/audit/person-picker.tsx";
import { Button } from "#components/ui/button.tsx";
import { Input, Select } from "#components/ui/input.tsx";

type AuditFiltersProps = {
  filter: AuditFilter;
  onChange: (change: Partial<AuditFilter>) => void;
  /** The name of the chosen actor, if the list shows what they did. */
  actor: string | null;
};

export function AuditFilters({ filter, onChange, actor }: AuditFiltersProps) {
  const active = Object.values(filter).some(Boolean);
  return (
    <fieldset className="grid grid-cols-2 gap-3 sm:flex sm:flex-wrap sm:items-center">
      <legend className="sr-only">Filter events</legend>
      <Choice label="Action" value={filter.action} onChange={(action) => onChange({ action })}>
        <option value="">All actions</option>
        {Object.keys(actions).map((action) => (
          <option key={action} value={action}>
            {actionName(action)}
          </option>
        ))}
      </Choice>
      <PersonPicker value={filter.actor_id} known={actor} onChange={(actor_id) => onChange({ actor_id })} />
      <Choice label="Environment of events" value={filter.of} onChange={(of) => onChange({ of })}>
        <option value="">Live and test</option>
        <option value="live">Live keys only</option>
        <option value="test">Test keys only</option>
      </Choice>
      <Day label="From (UTC)" value={filter.from} onChange={(from) => onChange({ from })} />
      <Day label="To (UTC)" value={filter.to} onChange={(to) => onChange({ to })} />
      {filter.target_id ? (
        <Button tone="plain" size="small" className="h-9" onClick={() => onChange({ target_id: null })}>
          One target only <X aria-hidden />
          <span className="sr-only">Show all targets</span>
        </Button>
      ) : null}
      {active ? (
        <Button tone="quiet" size="small" className="h-9" onClick={() => onChange(noFilter)}>
          Clear filters
        </Button>
      ) : null}
    </fieldset>
  );
}

type FilterProps = { label: string; value: string | null; onChange: (value: string | null) => void };

function Choice({ label, value, onChange, children }: FilterProps & { children: ReactNode }) {
  return (
    <Select
      aria-label={label}
      fit="toolbar"
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value || null)}
      className={`w-full pr-9 sm:w-auto sm:max-w-52 ${value ? "border-brass" : ""}`}
    >
      {children}
    </Select>
  );
}

function Day({ label, value, onChange }: FilterProps) {
  const id = useId();
  return (
    <div className="col-span-2 flex min-w-0 items-center gap-2 text-muted text-sm">
      <label htmlFor={id} className="shrink-0">
        {label}
      </label>
      <Input
        id={id}
        type="date"
        fit="toolbar"
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value || null)}
        className={`min-w-0 flex-1 ${value ? "border-brass" : ""}`}
      />
    </div>
  );
}
