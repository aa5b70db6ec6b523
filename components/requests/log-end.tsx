"use client";

import { LogTime } from "#components/requests/log-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

type LogEndProps = {
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  /** Where the search stopped before it found a whole page. */
  searchedTo: string | null;
  found: number;
  retentionDays: number;
};

/** Below the list: more, how far the search has come, or that this is all. */
export function LogEnd({ pages, searchedTo, found, retentionDays }: LogEndProps) {
  if (pages.hasNextPage && !searchedTo) return <LoadMore pages={pages} />;
  if (pages.hasNextPage && searchedTo) {
    return (
      <div
        className={`flex flex-wrap items-center justify-center gap-x-4 gap-y-2 px-4 text-sm ${found > 0 ? "border-t py-3" : "py-14"}`}
      >
        <p role="status" className="text-center text-muted">
          {found > 0 ? "" : "Nothing found yet. "}Searched back to <LogTime at={searchedTo} />.
        </p>
        <Button
          tone="plain"
          size="small"
          pending={pages.isFetchingNextPage}
          onClick={() => pages.fetchNextPage()}
        >
          {pages.isFetchingNextPage ? <Spinner /> : null}
          Search further back
        </Button>
      </div>
    );
  }
  return (
    <p className="border-t px-4 py-3 text-center text-muted text-xs">
      {retentionDays > 0
        ? `That's all. Requests are kept for ${retentionDays} days.`
        : "That's all. No earlier requests match."}
    </p>
  );
}
