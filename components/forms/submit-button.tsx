"use client";

import type { ComponentProps } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

/** Waits for hydration before it can be pressed, because a form submitted earlier would go nowhere. */
export function SubmitButton({ pending, disabled, children, ...rest }: ComponentProps<typeof Button>) {
  const hydrated = useHydrated();
  return (
    <Button type="submit" pending={pending} disabled={disabled || !hydrated} {...rest}>
      {pending ? <Spinner /> : null}
      {children}
    </Button>
  );
}
