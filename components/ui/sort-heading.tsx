"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";

type SortHeadingProps = {
  name: string;
  sort: string | undefined;
  onSort: (sort: string) => void;
  className: string;
  children: ReactNode;
};

/** A column's heading that sorts the rows by it, and reverses the order when clicked again. */
export function SortHeading({ name, sort, onSort, className, children }: SortHeadingProps) {
  const descending = sort === `-${name}`;
  const current = descending || sort === name;
  const Arrow = descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={current ? (descending ? "descending" : "ascending") : undefined}
      className={className}
    >
      <button
        type="button"
        onClick={() => onSort(sort === name ? `-${name}` : name)}
        className="-mx-1.5 inline-flex h-7 items-center gap-1 rounded-md px-1.5 hover:bg-sunken hover:text-foreground"
      >
        {children}
        <Arrow className={current ? "size-3.5" : "size-3.5 opacity-0"} aria-hidden />
      </button>
    </th>
  );
}
