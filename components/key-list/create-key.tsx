"use client";

import { Plus } from "lucide-react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { useCreating } from "#components/key-list/use-creating.ts";
import type { KeyRules } from "#components/keys/key-rules.ts";
import { Button } from "#components/ui/button.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";

const CreateKeyDialog = lazyDialog(() =>
  import("#components/key-dialogs/create-key-dialog.tsx").then((module) => module.CreateKeyDialog),
);

/** The button that opens the dialog, if it is `offered`, and the dialog, which may still show a new key's secret. */
export function CreateKey({ rules, offered }: { rules: KeyRules; offered: boolean }) {
  const [creating, setCreating] = useCreating();
  const hydrated = useHydrated();
  return (
    <>
      {/* A click before hydration would be lost. */}
      {offered ? (
        <Button disabled={!hydrated} aria-haspopup="dialog" onClick={() => setCreating(true)}>
          <Plus aria-hidden /> Create key
        </Button>
      ) : null}
      <CreateKeyDialog
        rules={rules}
        open={creating && offered}
        onOpenChange={(open) => setCreating(open ? true : null)}
      />
    </>
  );
}
