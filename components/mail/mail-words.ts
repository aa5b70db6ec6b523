/** What each kind of email is about. */
export const mailKinds: Record<string, string> = {
  verify_email: "Confirm a sign-up",
  account_exists: "You already have an account",
  reset_password: "Reset a password",
  password_changed: "Password changed",
  invitation: "Invitation to a workspace",
  keys_expiring: "Keys expire soon",
  set_password: "Choose a password",
  account_approved: "Account approved",
  approval_needed: "Accounts wait for approval",
  confirm_email: "Confirm a new email",
  email_change_requested: "Email change requested",
  email_changed: "Email changed",
  account_deleted: "Account deleted",
  plan_requested: "Plan requested",
};

/** Kinds that this page doesn't know, too. */
export const mailKind = (kind: string) => mailKinds[kind] ?? kind.replaceAll("_", " ");
