const texts = {
  session_ended: "Your session has ended. Log in again to continue.",
  logged_out: "You're logged out.",
  logged_out_everywhere: "You're logged out on all devices.",
  account_deleted: "Your account is deleted.",
} as const;

export type LogInReason = keyof typeof texts;

/** What the log-in page says first. Null for any other `?reason=`, because anyone can craft a link. */
export function logInReason(reason: unknown): string | null {
  return typeof reason === "string" && Object.hasOwn(texts, reason) ? texts[reason as LogInReason] : null;
}

/** The path of the log-in page, which says why someone was sent there and leads back to `next`. */
export function logInPath({ reason, next }: { reason?: LogInReason; next?: string }): string {
  return `/login?${new URLSearchParams({ ...(reason && { reason }), ...(next && { next }) })}`;
}
