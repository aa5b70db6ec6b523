"use client";

import type { ComponentProps } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

type SubmitButtonProps = ComponentProps<typeof Button> & { spinning?: boolean | undefined };

/** Disabled until hydration, because an earlier submit would have no handler. */
export function SubmitButton({
  pending,
  spinning = pending,
  disabled,
  children,
  ...rest
}: SubmitButtonProps) {
  const hydrated = useHydrated();
  return (
    <Button type="submit" pending={pending ?? false} disabled={disabled || !hydrated} {...rest}>
      {spinning ? <Spinner /> : null}
      {children}
    </Button>
  );
}
