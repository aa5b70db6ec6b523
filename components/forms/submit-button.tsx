"use client";

import type { ComponentProps } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

/** Disabled until hydration, because an earlier submit would have no handler. */
export function SubmitButton({ pending, disabled, children, ...rest }: ComponentProps<typeof Button>) {
  const hydrated = useHydrated();
  return (
    <Button type="submit" pending={pending} disabled={disabled || !hydrated} {...rest}>
      {pending ? <Spinner /> : null}
      {children}
    </Button>
  );
}
