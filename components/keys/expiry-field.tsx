"use client";

import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";

const choices = [
  { value: "", label: "Never" },
  { value: "7", label: "In 7 days" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In 1 year" },
  { value: "custom", label: "Custom date" },
];

export function ExpiryField({ error }: { error?: string | undefined }) {
  const [choice, setChoice] = useState("");
  const custom = choice === "custom";
  return (
    <div className="grid gap-3">
      <Field label="Expiration" error={custom ? undefined : error}>
        {(aria) => (
          <Select {...aria} name="expiry" value={choice} onChange={(event) => setChoice(event.target.value)}>
            {choices.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {custom ? (
        <Field label="Last day" hint="Valid through the end of this day." error={error}>
          {(aria) => <Input {...aria} type="date" name="expiry_day" required />}
        </Field>
      ) : null}
    </div>
  );
}
