import { Download } from "#lib/api/download.ts";
import type { ExportFormat } from "#lib/audit/export.ts";
import type { AuditExport } from "#lib/audit/start-export.ts";

export const CONTENT_TYPES = { csv: "text/csv", ndjson: "application/x-ndjson" } as const;

/** An export of audit events as a file. */
export const auditDownload = (exported: AuditExport, format: ExportFormat) =>
  new Download({
    ...exported,
    contentType: CONTENT_TYPES[format],
    filename: `audit-events.${format}`,
  });
