"use client";

import { Download } from "lucide-react";
import { toast } from "sonner";
import { downloadFromApi } from "#components/api-download.ts";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { buttonLook } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuPanel, MenuTrigger } from "#components/ui/dropdown-menu.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

type Format = "csv" | "ndjson";

/** Downloads all events that match the filters. */
export function ExportAudit({ query }: { query: string }) {
  const hydrated = useHydrated();
  const exporting = useSubmission({
    again: () => true,
    mutationFn: (format: Format) => {
      const search = new URLSearchParams(query);
      search.set("format", format);
      return downloadFromApi(`/audit-events?${search}`, `audit-events.${format}`);
    },
    onSuccess: () => toast.success("Audit log exported"),
    onError: (error) => toast.error("Couldn't export the audit log", { description: error.message }),
  });
  return (
    <Menu modal={false}>
      <MenuTrigger
        disabled={!hydrated || exporting.isPending}
        className={buttonLook({ tone: "plain", className: "data-[state=open]:bg-sunken" })}
      >
        {exporting.isPending ? <Spinner /> : <Download aria-hidden />}
        Export
      </MenuTrigger>
      <MenuPanel>
        <MenuLabel>All events that match, at most 100,000</MenuLabel>
        <MenuItem onSelect={() => exporting.mutate("csv")}>CSV (for spreadsheets)</MenuItem>
        <MenuItem onSelect={() => exporting.mutate("ndjson")}>NDJSON (one JSON object per line)</MenuItem>
      </MenuPanel>
    </Menu>
  );
}
