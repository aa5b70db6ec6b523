"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";

/**
 * The title of an auth page. If it replaces another page or step, it takes the focus, because what had it is gone: screen
 * readers read the new title, and the next Tab goes on below it. Not on a page load, so that Tab starts at the top.
 */
export function AuthHeading({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [replacing] = useState(useHydrated());
  useEffect(() => {
    if (replacing) heading.current?.focus();
  }, [replacing]);
  return (
    <div className="mb-8">
      <h1
        ref={heading}
        tabIndex={-1}
        className="text-balance font-display text-[2.25rem] leading-[1.1] tracking-[-0.015em] outline-none"
      >
        {title}
      </h1>
      {children ? <p className="mt-3 text-pretty text-muted">{children}</p> : null}
    </div>
  );
}
