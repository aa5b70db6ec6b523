"use client";

import { LogTime } from "#components/requests/log-time.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";

type LogEndProps = {
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  /** Where the search stopped before it found a whole page. */
  searchedTo: string | null;
  found: number;
  retentionDays: number;
};

/** Below the list: more, how far the search has come, or that this is all. */
export function LogEnd({ pages, searchedTo, found, retentionDays }: LogEndProps) {
  const end =
    retentionDays > 0
      ? `That's all. Requests are kept for ${retentionDays} days.`
      : "That's all. No earlier requests match.";
  if (!searchedTo) return <LoadMore pages={pages} end={end} />;
  return (
    <LoadMore
      pages={pages}
      end={end}
      action="Search further back"
      note={
        <p role="status" className="text-center text-muted">
          {found > 0 ? "" : "Nothing found yet. "}Searched back to <LogTime at={searchedTo} />.
        </p>
      }
      {...(found > 0
        ? {}
        : {
            className: "flex flex-wrap items-center justify-center gap-x-4 gap-y-2 px-4 py-14 text-sm",
          })}
    />
  );
}
