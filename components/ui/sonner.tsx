"use client";

import { useSyncExternalStore } from "react";
import { Toaster, toast } from "sonner";

export type Message = { kind: "success" | "error"; text: string; description?: string };

/** Messages from before this is rendered are shown, too. */
export function SonnerToaster({ theme }: { theme: "light" | "dark" | "system" }) {
  const isPhone = useSyncExternalStore(onPhoneChange, phone, () => false);
  return (
    <Toaster
      theme={theme}
      // On phones, the buttons of dialogs are at the bottom.
      position={isPhone ? "top-center" : "bottom-right"}
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

const phone = () => matchMedia(PHONE).matches;
const PHONE = "(width < 40rem)";

function onPhoneChange(onChange: () => void) {
  const query = matchMedia(PHONE);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

export function show({ kind, text, description }: Message) {
  toast[kind](text, { description });
}
