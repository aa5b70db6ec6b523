"use client";

import { useState } from "react";
import { countText, windowText } from "#components/durations.ts";
import { limitCap, limitError } from "#components/key-dialogs/limit-cap.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

type RateLimitFieldProps = {
  /** The limit that the key has. */
  current: PublicKey["rate_limit"];
  /** The plan's. Null: it has none. */
  requestsPerMinute: number | null;
  errors: Record<string, string | undefined>;
};

const count = new Intl.NumberFormat("en");
const windows = [1, 60, 3600, 86_400];

export function RateLimitField(props: RateLimitFieldProps) {
  const { current, requestsPerMinute } = props;
  const [limited, setLimited] = useState(current !== null);
  const shared =
    requestsPerMinute === null
      ? "Your plan has no rate limit."
      : `Applies in addition to your plan's limit of ${countText(requestsPerMinute, "request")} per minute, which all keys of an environment share.`;
  return (
    // The limit is one field: which number is right depends on the window.
    <div data-field="rate_limit" className="grid gap-3">
      <Checkbox
        name="limited"
        label={<span className="font-medium">Set a limit for this key</span>}
        description={shared}
        checked={limited}
        onChange={setLimited}
      />
      {limited ? <LimitInputs {...props} /> : null}
    </div>
  );
}

function LimitInputs({ current, requestsPerMinute, errors }: RateLimitFieldProps) {
  const [seconds, setSeconds] = useState(current?.window_seconds ?? 60);
  const cap = limitCap(requestsPerMinute, seconds);
  const [requests, setRequests] = useState(String(current?.requests ?? Math.min(100, cap)));
  // Said while it is typed, not only when it is sent.
  const isKept = Number(requests) === current?.requests && seconds === current.window_seconds;
  const tooMany =
    Number(requests) > cap && !isKept ? limitError(Number(requests), seconds, requestsPerMinute) : null;
  const choices = windows.includes(seconds) ? windows : [...windows, seconds];
  return (
    <div className="grid grid-cols-2 items-start gap-3 pl-8">
      <Field
        label="Requests"
        hint={`${count.format(cap)} or fewer`}
        error={tooMany ?? errors["rate_limit.requests"]}
      >
        {(aria) => (
          <Input
            {...aria}
            type="number"
            inputMode="numeric"
            name="rate_limit.requests"
            min={1}
            max={cap}
            value={requests}
            onChange={(event) => setRequests(event.target.value)}
            required
          />
        )}
      </Field>
      <Field label="Per" error={errors["rate_limit.window_seconds"]}>
        {(aria) => (
          <Select
            {...aria}
            name="rate_limit.window_seconds"
            value={seconds}
            onChange={(event) => setSeconds(Number(event.target.value))}
          >
            {choices.map((each) => (
              <option key={each} value={each}>
                {windowText(each)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
}
