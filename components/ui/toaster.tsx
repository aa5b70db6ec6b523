"use client";

import { Toaster as Sonner } from "sonner";

export function Toaster() {
  return (
    <Sonner
      theme="system"
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
