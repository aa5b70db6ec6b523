"use client";

import { ListFilter } from "lucide-react";
import { KeyPicker } from "#components/requests/key-picker.tsx";
import { countFilters, noFilter, type RequestFilter } from "#components/requests/request-filter.ts";
import { TextFilter } from "#components/requests/text-filter.tsx";
import { TimeRange } from "#components/requests/time-range.tsx";
import type { Environment } from "#components/shell/environment.ts";
import { Button } from "#components/ui/button.tsx";
import { Select } from "#components/ui/input.tsx";

type RequestFiltersProps = {
  filter: RequestFilter;
  environment: Environment;
  codes: string[];
  onChange: (change: Partial<RequestFilter>) => void;
};

const statuses = {
  "2xx": "2xx succeeded",
  "3xx": "3xx redirected",
  "4xx": "4xx refused",
  "5xx": "5xx failed",
  "401": "401 not authenticated",
  "403": "403 not allowed",
  "404": "404 not found",
  "422": "422 invalid",
  "429": "429 rate limited",
  "503": "503 unavailable",
};
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

type FiltersButtonProps = { count: number; open: boolean; onToggle: () => void };

/** On phones the filters are behind this button. */
export function FiltersButton({ count, open, onToggle }: FiltersButtonProps) {
  return (
    <Button
      tone="plain"
      size="small"
      className="h-9 sm:hidden"
      aria-expanded={open}
      aria-controls="request-filters"
      onClick={onToggle}
    >
      <ListFilter aria-hidden /> {count > 0 ? `Filters (${count})` : "Filters"}
    </Button>
  );
}

export function RequestFilters({ open, ...controls }: RequestFiltersProps & { open: boolean }) {
  const count = countFilters(controls.filter);
  return (
    <div className="mt-2">
      <fieldset
        id="request-filters"
        className={`grid-cols-2 gap-2 sm:grid md:grid-cols-4 ${open ? "grid" : "hidden"}`}
      >
        <legend className="sr-only">Filter requests</legend>
        <Controls {...controls} />
      </fieldset>
      {count > 0 ? (
        <div className="mt-2 flex items-center gap-2 text-muted text-sm">
          {count === 1 ? "1 filter" : `${count} filters`}
          <Button tone="quiet" size="small" onClick={() => controls.onChange(noFilter)}>
            Clear filters
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function Controls({ filter, environment, codes, onChange }: RequestFiltersProps) {
  return (
    <>
      <TimeRange filter={filter} onChange={onChange} />
      <KeyPicker value={filter.key} environment={environment} onChange={(key) => onChange({ key })} />
      <Choice
        label="Status"
        all="Any status"
        value={filter.status}
        options={statuses}
        onChange={(status) => onChange({ status })}
      />
      <Choice
        label="Error code"
        all="Any error code"
        value={filter.code}
        options={sameNames(codes)}
        onChange={(code) => onChange({ code })}
      />
      <Choice
        label="Method"
        all="Any method"
        value={filter.method}
        options={sameNames(methods)}
        onChange={(method) => onChange({ method })}
      />
      <TextFilter
        label="Path"
        placeholder="Path, or /v1/orders/*"
        value={filter.path}
        onChange={(path) => onChange({ path })}
      />
      <TextFilter
        label="Address"
        placeholder="IP address"
        value={filter.ip}
        accepts={/^[0-9A-Fa-f.:]+$/}
        onChange={(ip) => onChange({ ip })}
      />
      <Choice
        label="Sent by"
        all="Sent by API keys"
        value={filter.by}
        options={{ user: "Sent by members", all: "Sent by anyone" }}
        onChange={(by) => onChange({ by: by as RequestFilter["by"] })}
      />
    </>
  );
}

const sameNames = (names: string[]) => Object.fromEntries(names.map((name) => [name, name]));

type ChoiceProps = {
  label: string;
  all: string;
  value: string | null;
  options: Record<string, string>;
  onChange: (value: string | null) => void;
};

function Choice({ label, all, value, options, onChange }: ChoiceProps) {
  // A link can have a value that isn't offered, such as status 418.
  const known = value === null || value in options;
  return (
    <Select
      aria-label={label}
      fit="toolbar"
      className={`w-full ${value === null ? "" : "border-brass!"}`}
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value || null)}
    >
      <option value="">{all}</option>
      {known ? null : <option value={value}>{value}</option>}
      {Object.entries(options)
        .sort(([a], [b]) => Number(isNumber(a)) - Number(isNumber(b)))
        .map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
    </Select>
  );
}

/** JavaScript moves keys that are numbers to the front. */
const isNumber = (text: string) => /^\d+$/.test(text);
