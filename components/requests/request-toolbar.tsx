"use client";

import { Pause, Play } from "lucide-react";
import type { ReactNode } from "react";
import { type ExportFormat, ExportMenu } from "#components/exports/export-menu.tsx";
import { FindRequest } from "#components/requests/find-request.tsx";
import { apiQuery } from "#components/requests/request-filter.ts";
import type { LogView } from "#components/requests/use-request-log.ts";
import { Button } from "#components/ui/button.tsx";

type RequestToolbarProps = {
  view: LogView;
  live: boolean;
  /** Whether the time range includes what comes from now on. */
  current: boolean;
  /** Whether the last poll has failed. */
  failing: boolean;
  onPause: (paused: boolean) => void;
  /** The button for the filters. */
  children: ReactNode;
};

export function RequestToolbar({ view, live, current, failing, onPause, children }: RequestToolbarProps) {
  function pathOf(format: ExportFormat) {
    const query = new URLSearchParams(apiQuery(view.environment, view.filter, Date.now()));
    query.set("format", format);
    return `/requests/export?${query}`;
  }
  return (
    <div className="flex flex-wrap items-start gap-2">
      <FindRequest />
      {children}
      <Button
        tone="plain"
        size="small"
        className="h-9"
        aria-pressed={live}
        disabled={!current}
        title={titleOf(current, live && failing)}
        onClick={() => onPause(live)}
      >
        <span
          aria-hidden="true"
          className={`size-2 rounded-full motion-reduce:animate-none ${dotOf(live, failing)}`}
        />
        Live tail
        {live ? <Pause aria-hidden /> : <Play aria-hidden />}
      </Button>
      <ExportMenu what="requests" pathOf={pathOf} filename="requests" size="small" />
    </div>
  );
}

function titleOf(current: boolean, failing: boolean): string | undefined {
  if (!current) return "The time range ends in the past, so no new requests can appear.";
  return failing ? "New requests can't be loaded at the moment. Trying again…" : undefined;
}

function dotOf(live: boolean, failing: boolean): string {
  if (!live) return "bg-line-strong";
  return failing ? "bg-brass" : "animate-wait bg-good";
}
