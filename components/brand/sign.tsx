"use client";

import { useBrand, useBrandMark } from "#components/brand/use-brand.tsx";
import { classNames } from "#components/ui/class-names.ts";

/** The logo and the name. `compact` shows the logo alone where there is little room. */
export function Sign({ compact = false }: { compact?: boolean }) {
  const { name } = useBrand();
  const mark = useBrandMark();
  return (
    <>
      {mark}
      <span
        className={classNames(
          "truncate py-1 font-display text-[1.375rem] leading-none tracking-[-0.01em]",
          compact && "max-w-[12rem] max-lg:sr-only",
        )}
      >
        {name}
      </span>
    </>
  );
}
