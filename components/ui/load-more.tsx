"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

type LoadMoreProps = {
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  action?: string;
  /** Beside the button. */
  note?: ReactNode;
  /** At the end of the list. By default nothing, until somebody has loaded its last page. */
  end?: ReactNode;
  className?: string;
};

/** Below a list that has more pages. */
export function LoadMore({ pages, action = "Load more", note, end, className }: LoadMoreProps) {
  const used = useRef(false);
  if (!pages.hasNextPage) {
    if (!end && !used.current) return null;
    return <ListEnd takesFocus={used.current}>{end ?? "That's all."}</ListEnd>;
  }
  return (
    <div
      className={
        className ?? "flex flex-wrap items-center justify-center gap-x-4 gap-y-2 border-t px-4 py-3 text-sm"
      }
    >
      {note}
      <Button
        tone={note ? "plain" : "ghost"}
        size={note ? "small" : "medium"}
        pending={pages.isFetchingNextPage}
        onClick={() => {
          used.current = true;
          pages.fetchNextPage();
        }}
      >
        {pages.isFetchingNextPage ? <Spinner /> : null}
        {action}
      </Button>
    </div>
  );
}

/** Takes the focus of the button that it replaces, so that the keyboard goes on from here. */
function ListEnd({ takesFocus, children }: { takesFocus: boolean; children: ReactNode }) {
  const text = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (takesFocus && document.activeElement === document.body) text.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  return (
    <p ref={text} tabIndex={-1} className="border-t px-4 py-3 text-center text-muted text-xs outline-none">
      {children}
    </p>
  );
}
