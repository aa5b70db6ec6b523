"use client";

import { Toaster as Sonner } from "sonner";
import { useTheme } from "#components/shell/use-theme.ts";

export function Toaster() {
  return (
    <Sonner
      theme={useTheme()}
      position="bottom-right"
      toastOptions={{
        classNames: {
          toast: "!rounded-xl !border-line !bg-surface !text-foreground !shadow-float !font-sans",
          description: "!text-muted",
        },
      }}
    />
  );
}
