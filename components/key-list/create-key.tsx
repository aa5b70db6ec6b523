"use client";

import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { useCreating } from "#components/key-list/use-creating.ts";
import type { KeyRules } from "#components/keys/key-rules.ts";
import { Button } from "#components/ui/button.tsx";

// Loaded when it is first opened.
const CreateKeyDialog = dynamic(
  () => import("#components/key-dialogs/create-key-dialog.tsx").then((module) => module.CreateKeyDialog),
  { ssr: false },
);

/** The button that opens the dialog, and the dialog. */
export function CreateKey({ rules }: { rules: KeyRules }) {
  const [creating, setCreating] = useCreating();
  const [loaded, setLoaded] = useState(creating);
  const hydrated = useHydrated();
  if (creating && !loaded) setLoaded(true);
  return (
    <>
      {/* A click before hydration would be lost. */}
      <Button disabled={!hydrated} aria-haspopup="dialog" onClick={() => setCreating(true)}>
        <Plus aria-hidden /> Create key
      </Button>
      {loaded ? (
        <CreateKeyDialog rules={rules} asked={creating} onOpen={(open) => setCreating(open ? true : null)} />
      ) : null}
    </>
  );
}
