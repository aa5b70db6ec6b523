"use client";

import { Download } from "lucide-react";
import { downloadFromApi } from "#components/exports/download.ts";
import { exportError } from "#components/exports/export-error.ts";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { buttonLook } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuPanel, MenuTrigger } from "#components/ui/dropdown-menu.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { toast } from "#components/ui/toast.ts";

export type ExportFormat = "ndjson" | "csv";

type ExportMenuProps = {
  /** Such as "requests". */
  what: string;
  /** The path of the API, for what is shown now. */
  pathOf: (format: ExportFormat) => string;
  /** Without its ending. */
  filename: string;
  size: "small" | "medium";
};

/** Downloads everything that matches the filters. */
export function ExportMenu({ what, pathOf, filename, size }: ExportMenuProps) {
  const hydrated = useHydrated();
  const exporting = useSubmission({
    again: () => true,
    mutationFn: (format: ExportFormat) => downloadFromApi(pathOf(format), `${filename}.${format}`),
    onSuccess: () => toast.success("Export downloaded"),
    onError: (error) => toast.error(`Couldn't export ${what}`, { description: exportError(error) }),
  });
  const { isPending } = exporting;
  return (
    <Menu>
      {/* Not disabled while it exports: it would lose the focus. */}
      <MenuTrigger
        disabled={!hydrated}
        aria-disabled={isPending || undefined}
        onPointerDown={(event) => isPending && event.preventDefault()}
        onKeyDown={(event) => isPending && event.key !== "Tab" && event.preventDefault()}
        className={buttonLook({
          tone: "plain",
          size,
          className: ["data-[state=open]:bg-sunken", size === "small" && "h-9"],
        })}
      >
        {isPending ? <Spinner /> : <Download aria-hidden />}
        Export
      </MenuTrigger>
      <MenuPanel>
        <MenuLabel>All {what} that match the filters, up to 100,000</MenuLabel>
        <MenuItem onSelect={() => exporting.mutate("csv")}>CSV (for spreadsheets)</MenuItem>
        <MenuItem onSelect={() => exporting.mutate("ndjson")}>NDJSON (one JSON object per line)</MenuItem>
      </MenuPanel>
    </Menu>
  );
}
