"use client";

import { useState } from "react";
import { SubmitButton } from "#components/forms/submit-button.tsx";

export function LogOutButton() {
  const [leaving, setLeaving] = useState(false);
  async function logOut() {
    setLeaving(true);
    const { signOut } = await import("next-auth/react");
    await signOut({ redirect: false }).catch(() => undefined);
    // A full page load, so that no account data stays in memory.
    window.location.assign("/login");
  }
  return (
    <SubmitButton type="button" tone="plain" size="small" pending={leaving} onClick={logOut}>
      Log out
    </SubmitButton>
  );
}
