"use client";

import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

type LoadMoreProps = {
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
};

/** Below a list that has more pages. */
export function LoadMore({ pages }: LoadMoreProps) {
  if (!pages.hasNextPage) return null;
  return (
    <div className="border-t p-3 text-center">
      <Button tone="ghost" pending={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
        {pages.isFetchingNextPage ? <Spinner /> : null}
        Load more
      </Button>
    </div>
  );
}
