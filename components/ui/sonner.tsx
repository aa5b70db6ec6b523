"use client";

import { Toaster, toast } from "sonner";

export type Message = { kind: "success" | "error"; text: string; description?: string };

/** Messages from before this is rendered are shown, too. */
export function SonnerToaster({ theme }: { theme: "light" | "dark" | "system" }) {
  return (
    <Toaster
      theme={theme}
      position="bottom-right"
      toastOptions={{
        classNames: {
          toast: "!rounded-xl !border-line !bg-surface !text-foreground !shadow-float !font-sans",
          // Names and emails can be long.
          content: "wrap-anywhere",
          description: "!text-muted",
          success: "[&_[data-icon]]:!text-good",
          error: "[&_[data-icon]]:!text-danger",
        },
      }}
    />
  );
}

export function show({ kind, text, description }: Message) {
  toast[kind](text, { description });
}
