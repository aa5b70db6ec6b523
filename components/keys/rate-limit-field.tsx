"use client";

import { useState } from "react";
import { limitCap, limitError } from "#components/keys/limit-cap.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";

type RateLimitFieldProps = { requestsPerMinute: number | null; error?: string | undefined };

const count = new Intl.NumberFormat("en");

export function RateLimitField({ requestsPerMinute, error }: RateLimitFieldProps) {
  const [limited, setLimited] = useState(false);
  const shared =
    requestsPerMinute === null
      ? "Your plan has no rate limit."
      : `All keys of an environment share your plan's limit, ${count.format(requestsPerMinute)} requests per minute.`;
  return (
    <div className="grid gap-3">
      <Checkbox
        name="limited"
        label={<span className="font-medium">Set a limit for this key</span>}
        description={shared}
        checked={limited}
        onChange={setLimited}
      />
      {limited ? <LimitInputs requestsPerMinute={requestsPerMinute} error={error} /> : null}
    </div>
  );
}

function LimitInputs({ requestsPerMinute, error }: RateLimitFieldProps) {
  const [seconds, setSeconds] = useState(60);
  const cap = limitCap(requestsPerMinute, seconds);
  const [requests, setRequests] = useState(String(Math.min(100, cap)));
  // Said while it is typed, not only when it is sent.
  const tooMany = Number(requests) > cap ? limitError(Number(requests), seconds, requestsPerMinute) : null;
  return (
    <div className="grid grid-cols-2 items-start gap-3 pl-8">
      <Field label="Requests" hint={`At most ${count.format(cap)}`} error={tooMany ?? error}>
        {(aria) => (
          <Input
            {...aria}
            type="number"
            inputMode="numeric"
            name="rate_limit"
            min={1}
            max={cap}
            value={requests}
            onChange={(event) => setRequests(event.target.value)}
            required
          />
        )}
      </Field>
      <Field label="Per">
        {(aria) => (
          <Select
            {...aria}
            name="window_seconds"
            value={seconds}
            onChange={(event) => setSeconds(Number(event.target.value))}
          >
            <option value="1">second</option>
            <option value="60">minute</option>
            <option value="3600">hour</option>
            <option value="86400">day</option>
          </Select>
        )}
      </Field>
    </div>
  );
}
