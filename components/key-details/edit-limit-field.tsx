"use client";

import { useState } from "react";
import { number } from "#components/charts/chart-text.ts";
import { windowText } from "#components/key-details/key-texts.ts";
import { highestLimit } from "#components/keys/limit-cap.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

const windows = [1, 60, 3600, 86_400];

type EditLimitFieldProps = {
  current: PublicKey["rate_limit"];
  /** The plan's. Null: it has none. */
  requestsPerMinute: number | null;
  errors: { requests: string | undefined; window: string | undefined };
  /** Whether the number was refused for being above the plan's limit. */
  aboveThePlan: boolean;
};

export function EditLimitField({ current, requestsPerMinute, errors, aboveThePlan }: EditLimitFieldProps) {
  const [limited, setLimited] = useState(current !== null);
  const [seconds, setSeconds] = useState(current?.window_seconds ?? 60);
  const most = highestLimit(requestsPerMinute, seconds);
  const cap = most === null ? null : `The plan allows ${number.format(most)} per ${windowText(seconds)}.`;
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
        <div className="grid grid-cols-2 items-start gap-3 pl-8">
          <Field
            label="Requests"
            hint={cap}
            error={
              errors.requests && aboveThePlan && most !== null
                ? `Use ${number.format(most)} or less. ${cap}`
                : errors.requests
            }
          >
            {(aria) => (
              <Input
                {...aria}
                type="number"
                inputMode="numeric"
                name="rate_limit.requests"
                min={1}
                max={most ?? undefined}
                defaultValue={current?.requests ?? Math.min(most ?? 100, 100)}
                required
              />
            )}
          </Field>
          <WindowField seconds={seconds} onChange={setSeconds} error={errors.window} />
        </div>
      ) : null}
    </div>
  );
}

type WindowFieldProps = { seconds: number; onChange: (seconds: number) => void; error: string | undefined };

function WindowField({ seconds, onChange, error }: WindowFieldProps) {
  const choices = windows.includes(seconds) ? windows : [...windows, seconds];
  return (
    <Field label="Per" error={error}>
      {(aria) => (
        <Select
          {...aria}
          name="rate_limit.window_seconds"
          value={seconds}
          onChange={(event) => onChange(Number(event.target.value))}
        >
          {choices.map((each) => (
            <option key={each} value={each}>
              {windowText(each)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
