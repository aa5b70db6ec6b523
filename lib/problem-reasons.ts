// The reasons of problems that have many, or share their code with all that is not found.

/** Why somebody who is known may not do something. */
export const FORBIDDEN_REASONS = {
  insufficient_scope: "The key doesn't have all of required_scopes.",
  insufficient_role: "Your role in the workspace, or that of the key's creator, doesn't allow it.",
  user_required: "Only logged-in users can do this. API keys can't, whatever their scopes.",
  scope_escalation: "You can't grant scopes you don't have, or manage a key that has them.",
  limit_escalation: "You can't grant a higher rate limit than yours, or manage a key that has one.",
  expiry_escalation: "You can't grant a later expiry than yours, or manage a key that has one.",
  built_in_scope: "Built-in scopes can't be removed.",
  service_credential: "Service credentials can only verify keys.",
  other_environment: "API keys can only access their own environment.",
  workspace_suspended: "The workspace is suspended. Its members can only read.",
  wrong_recipient: "The invitation was sent to another email address.",
  user_suspended: "An operator has suspended your account.",
  awaiting_approval: "An operator has to approve your account first.",
  own_account: "Operators can't suspend themselves or withdraw their own flag.",
  signup_closed: "Nobody can sign up here at the moment, or not with this email address.",
  domain_not_allowed: "Only email addresses of some domains are allowed here.",
  unknown_host: "The gate port isn't reached by the name in the Host header.",
  bad_origin: "Browser sessions are only accepted from this site's own pages.",
};

/** What a request conflicts with. */
export const CONFLICT_REASONS = {
  already_revoked: "It is already revoked. Revocation can't be undone.",
  active_key_limit: "The workspace has reached its limit of active keys.",
  already_refreshed: "The refresh token was used less than 10 seconds ago. The session goes on.",
  rotation_in_progress: "The previous secret still works. Wait until the overlap ends.",
  no_overlap: "There is no previous secret that still works.",
  export_in_progress: "Another export of the workspace or of the user is in progress.",
  key_exists: "A key with this hash already exists.",
  scope_exists: "A scope with this name already exists.",
  workspace_limit: "The user owns as many workspaces as a user can.",
  account_exists:
    "An account with this email address already exists. An invited person logs in and accepts the invitation.",
  already_invited: "This address already has an invitation to the workspace.",
  already_member: "This person is already a member of the workspace.",
  invitation_limit: "The workspace has as many open invitations as it can.",
  last_owner: "A workspace needs an owner. Make someone else an owner first.",
  plan_exists: "A plan with this ID already exists.",
  plan_in_use: "Workspaces use this plan, or new ones get it.",
  plan_request_decided: "The request for another plan was already accepted or declined.",
  plan_request_replaced: "The workspace has sent a newer request for another plan. Decide that one.",
  mail_not_queued: "No email with this ID is queued. It was sent, or given up.",
  verification_in_progress: "A verification of the audit log is running.",
  service_exists: "A service with this name already exists.",
};

/** Why nothing of a workspace is found. Anything else that isn't found has no reason. */
export const NOT_FOUND_REASONS = {
  unknown_workspace:
    "X-Workspace-Id is not a workspace you can access. Perhaps you aren't a member of it any more.",
  no_workspace: "You have no workspace.",
};
