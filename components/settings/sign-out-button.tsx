"use client";

import { useState } from "react";
import { SubmitButton } from "#components/forms/submit-button.tsx";

export function SignOutButton() {
  const [leaving, setLeaving] = useState(false);
  async function leave() {
    setLeaving(true);
    const { signOut } = await import("next-auth/react");
    await signOut({ redirect: false }).catch(() => undefined);
    // A full load, so that nothing of the account stays in memory.
    window.location.assign("/login");
  }
  return (
    <SubmitButton type="button" tone="plain" size="small" pending={leaving} onClick={leave}>
      Sign out
    </SubmitButton>
  );
}
