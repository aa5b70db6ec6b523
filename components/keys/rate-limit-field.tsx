"use client";

import { useState } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";

export function RateLimitField({ error }: { error?: string | undefined }) {
  const [limited, setLimited] = useState(false);
  return (
    <div className="grid gap-3">
      <Checkbox
        name="limited"
        label={<span className="font-medium">Set a limit for this key</span>}
        description="It applies in addition to the plan's limit."
        checked={limited}
        onChange={setLimited}
      />
      {limited ? (
        <div className="grid grid-cols-2 items-start gap-3 pl-7">
          <Field label="Requests" error={error}>
            {(aria) => (
              <Input
                {...aria}
                type="number"
                inputMode="numeric"
                name="requests"
                min={1}
                defaultValue={100}
                required
              />
            )}
          </Field>
          <Field label="Per">
            {(aria) => (
              <Select {...aria} name="window_seconds" defaultValue="60">
                <option value="1">second</option>
                <option value="60">minute</option>
                <option value="3600">hour</option>
                <option value="86400">day</option>
              </Select>
            )}
          </Field>
        </div>
      ) : null}
    </div>
  );
}
