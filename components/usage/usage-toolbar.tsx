"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useId } from "react";
import { useKey } from "#components/keys/use-key.ts";
import { inEnvironment, useEnvironment } from "#components/shell/environment.ts";
import { Button } from "#components/ui/button.tsx";
import { Select } from "#components/ui/input.tsx";
import { useChoosingRange } from "#components/ui/range-form.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { textLinkLook } from "#components/ui/text-link.tsx";
import { CustomRange } from "#components/usage/custom-range.tsx";
import { groupingWords } from "#components/usage/group-words.ts";
import {
  customRange,
  type Grouping,
  groupingOf,
  groupings,
  type Preset,
  periodOf,
  presetNames,
  type UsageFilter,
} from "#components/usage/usage-filter.ts";

type ToolbarProps = { filter: UsageFilter; onChange: (change: Partial<UsageFilter>) => void };

const ranges = [
  ...presetNames.map((value) => ({ value, label: value.replace(/(\d+)/, "$1 ") })),
  { value: "custom", label: "Custom" },
] as const;

/** The time range, the groups and the key. */
export function UsageToolbar({ filter, onChange }: ToolbarProps) {
  const groupId = useId();
  const [choosing, setChoosing] = useChoosingRange(`${filter.range} ${filter.from} ${filter.to}`);
  const isCustom = !filter.range && customRange(filter) !== null;
  const custom = choosing || isCustom;
  function choose(value: Preset | "custom") {
    setChoosing(value === "custom");
    if (value !== "custom") onChange({ range: value, from: null, to: null });
  }
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <Segmented<Preset | "custom">
        label="Time range"
        options={ranges}
        size="small"
        value={custom ? "custom" : (filter.range ?? "24h")}
        onChange={choose}
      />
      <label htmlFor={groupId} className="flex items-center gap-2 text-muted text-sm">
        Group by
        <Select
          id={groupId}
          fit="toolbar"
          className="pr-9 text-foreground"
          value={groupingOf(filter)}
          onChange={(event) => onChange({ group: event.target.value as Grouping })}
        >
          {groupings.map((value) => (
            <option key={value} value={value}>
              {groupingWords[value].name}
            </option>
          ))}
        </Select>
      </label>
      {filter.key ? <KeyFilter id={filter.key} onRemove={() => onChange({ key: null })} /> : null}
      {custom ? (
        <CustomRange
          {...startingRange(filter)}
          onApply={(range) => {
            setChoosing(false);
            onChange({ range: null, ...range });
          }}
        />
      ) : null}
    </div>
  );
}

/** The fields start with what the page shows. */
function startingRange(filter: UsageFilter) {
  const { from, to } = periodOf(filter, Date.now());
  return { from: new Date(from), to: new Date(to) };
}

function KeyFilter({ id, onRemove }: { id: string; onRemove: () => void }) {
  const [environment] = useEnvironment();
  const { data } = useKey(id);
  return (
    <p className="flex min-w-0 items-center gap-2 rounded-lg border border-brass/60 bg-brass-wash py-0.5 pr-0.5 pl-3 text-sm">
      <span className="min-w-0 break-words">
        Key:{" "}
        <Link href={inEnvironment(`/settings/api-keys/${id}`, environment)} className={textLinkLook}>
          {data?.name || data?.hint || <code className="wrap-anywhere text-xs">{id}</code>}
        </Link>{" "}
        {data?.name ? <code className="text-muted text-xs">{data.hint}</code> : null}
      </span>
      <Button
        tone="quiet"
        size="smallIcon"
        aria-label="Show all keys"
        title="Show all keys"
        onClick={onRemove}
      >
        <X aria-hidden />
      </Button>
    </p>
  );
}
