"use client";

import { Monitor, Smartphone, Terminal } from "lucide-react";
import { deviceName } from "#components/account/device-name.ts";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { Session } from "#lib/accounts/schema.ts";

/** A session with its device and address. The current one can't be ended here. */
export function SessionRow({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { kind, current, ip, user_agent, last_used_at, created_at } = session;
  const device = deviceName(user_agent);
  const hydrated = useHydrated();
  return (
    <li className="flex items-center gap-4 py-3.5">
      <DeviceIcon session={session} />
      <div className="min-w-0 flex-1 text-sm">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="wrap-anywhere font-medium" title={user_agent ?? undefined}>
            {device}
          </span>
          {current ? <Badge tone="good">This session</Badge> : null}
          {kind === "api" ? <Badge>API</Badge> : null}
        </p>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-muted">
          <span className="wrap-anywhere tabular-nums">{ip ?? "Unknown address"}</span>
          <span>
            Last used <TimeAgo at={last_used_at} />
          </span>
          <span>
            Logged in <TimeAgo at={created_at} />
          </span>
        </p>
      </div>
      {current ? null : (
        <Button
          tone="plain"
          size="small"
          disabled={!hydrated}
          aria-label={`End session: ${device}, ${ip ?? "unknown address"}`}
          onClick={onEnd}
        >
          End session
        </Button>
      )}
    </li>
  );
}

function DeviceIcon({ session: { kind, user_agent } }: { session: Session }) {
  const Icon =
    kind === "api" ? Terminal : /Mobile|Android|iPhone|iPad/.test(user_agent ?? "") ? Smartphone : Monitor;
  return (
    <span className="grid size-9 shrink-0 place-items-center rounded-lg bg-sunken text-muted max-sm:hidden">
      <Icon aria-hidden className="size-4.5" />
    </span>
  );
}
