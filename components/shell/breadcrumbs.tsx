"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { inEnvironment, useEnvironment } from "#components/shell/environment.ts";

type BreadcrumbsProps = { parent: { href: string; name: string }; current: string };

/** Above the heading of a detail page. */
export function Breadcrumbs({ parent, current }: BreadcrumbsProps) {
  const [environment] = useEnvironment();
  return (
    <nav aria-label="Breadcrumb" className="mb-4">
      <ol className="flex min-w-0 items-center gap-1.5 text-muted text-sm">
        <li className="shrink-0">
          <Link
            href={inEnvironment(parent.href, environment)}
            prefetch={false}
            className="rounded-sm hover:text-foreground"
          >
            {parent.name}
          </Link>
        </li>
        <li className="flex min-w-0 items-center gap-1.5">
          <ChevronRight className="size-3.5 shrink-0" aria-hidden />
          <span aria-current="page" className="truncate text-foreground">
            {current}
          </span>
        </li>
      </ol>
    </nav>
  );
}
