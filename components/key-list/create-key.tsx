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

/** The button that opens the dialog, and the dialog. */
export function CreateKey({ rules }: { rules: KeyRules }) {
  const [creating, setCreating] = useCreating();
  const hydrated = useHydrated();
  return (
    <>
      {/* A click before hydration would be lost. */}
      <Button disabled={!hydrated} aria-haspopup="dialog" onClick={() => setCreating(true)}>
        <Plus aria-hidden /> Create key
      </Button>
      <CreateKeyDialog
        rules={rules}
        open={creating}
        onOpenChange={(open) => setCreating(open ? true : null)}
      />
    </>
  );
}
