"use client";

import { useRouter } from "next/navigation";
import type { ComponentProps } from "react";

/** A link in a long list. It does nothing before a click, unlike Next's, which costs more than the rest of a row. */
export function RowLink({ href, children, ...rest }: ComponentProps<"a"> & { href: string }) {
  const router = useRouter();
  return (
    <a
      href={href}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        router.push(href);
      }}
      {...rest}
    >
      {children}
    </a>
  );
}
