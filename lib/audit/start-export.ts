import type { EventFilter } from "#db/queries/audit-events.ts";
import { requireExportable } from "#lib/audit/export.ts";
import { type Exporter, takeExportSlot } from "#lib/export-slots.ts";

export interface AuditExport {
  chunks: AsyncGenerator<string>;
  /** Lets another export start. */
  release: () => void;
}

/**
 * Starts an export of all matching events that exist now.
 * Throws `validation_failed` (`too_many`), and the problems of `takeExportSlot`.
 */
export async function startExport(
  exporter: Exporter,
  filter: EventFilter,
  now: Date,
  chunksOf: (filter: EventFilter) => AsyncGenerator<string>,
): Promise<AuditExport> {
  // Events that are added meanwhile don't change what was counted.
  const to = new Date(now.getTime() + 1);
  const fixed = { ...filter, to: filter.to && filter.to < to ? filter.to : to };
  const release = takeExportSlot(exporter);
  try {
    await requireExportable(fixed);
  } catch (error) {
    release();
    throw error;
  }
  return { chunks: chunksOf(fixed), release };
}
