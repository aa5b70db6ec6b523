const email = "ada@example.com";
const new_email = "ada@example.org";
const password = "a long sentence of your own";
const at = "2026-11-21T09:00:00.000Z";
const workspace_id = "ws_0V4nO2q8bF3kHs9LmPq2RtYw1";
const keyId = "key_0V4nO2q8c1Zr5TkJ7bQwXyE3u";
const from = { ip: "192.0.2.7", user_agent: "Mozilla/5.0" };

/** Examples for the schemas of what people change in their own account. */
export const ownAccountExamples = {
  ProfileChange: { name: "Ada", notifications: { key_expiring: false } },
  PasswordChange: { current_password: password, new_password: "another long sentence" },
  EmailChange: { new_email, password },
  EmailChangeSent: { new_email, status: "confirmation_sent" },
  EmailConfirmation: { token: "lk_code_…" },
  EmailChanged: { email: new_email, status: "email_changed" },
  AccountDeletion: { password },
  DeletionPreview: {
    deleted: [{ id: workspace_id, name: "Ada's workspace" }],
    left: [{ id: "ws_0V4nO2q8hM3nPw7RtYs5UvXz9", name: "Robotics", role: "developer" }],
    blocking: [],
  },
  AccountExport: {
    profile: {
      id: "usr_0V4nO2q8aD7xGj4NvBcZ1MfQ5",
      email,
      pending_email: null,
      name: "Ada",
      email_verified_at: at,
      created_at: at,
      notifications: { key_expiring: true },
    },
    memberships: [{ workspace_id, workspace_name: "Ada's workspace", role: "owner", joined_at: at }],
    sessions: [
      {
        id: "ses_0V4nO2q8eK2pWn6YtRs4UvXz8",
        kind: "browser",
        ...from,
        created_at: at,
        last_used_at: at,
        expires_at: "2026-12-21T09:00:00.000Z",
        ended_at: null,
      },
    ],
    api_keys: {
      items: [
        {
          id: keyId,
          workspace_id,
          environment: "live",
          name: "ci-pipeline",
          hint: "lk_live_Ab3d…x7Qa",
          created_at: at,
          expires_at: null,
          revoked_at: null,
        },
      ],
      next_cursor: null,
    },
    audit_events: {
      items: [
        {
          id: "evt_0V4nO2q8fN4sYq8ZuVt6WxBc2",
          at,
          action: "key.created",
          workspace_id,
          target: { type: "key", id: keyId, label: "ci-pipeline" },
          ...from,
        },
      ],
      next_cursor: null,
    },
    requests: [{ ...from, total: 73, first_at: at, last_at: at }],
  },
};
