/** Ends the browser's session and opens the log-in page. */
export async function logOut(): Promise<void> {
  const { signOut } = await import("next-auth/react");
  await signOut({ redirect: false }).catch(() => undefined);
  // A full page load, so that no account data stays in memory.
  window.location.assign("/login?reason=logged_out");
}
