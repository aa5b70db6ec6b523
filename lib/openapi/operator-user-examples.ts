// Examples of the schemas about users and settings, for operators.
const email = "ada@example.com";
const userId = "usr_0V4nO2q8aD7xGj4NvBcZ1MfQ5";
const workspaceId = "ws_0V4nO2q8bF3kHs9LmPq2RtYw1";
const code = "lk_code_…";
const password = "a long sentence of your own";
const at = (time: string) => `2026-11-21T${time}.000Z`;

const branding = {
  name: "Example Keys",
  logo_url: "https://keys.example.com/branding/logo/9f86d081884c7d65.svg",
  accent: "#0a7d5c",
  support_email: "help@example.com",
  docs_url: "https://docs.example.com/",
  terms_url: "https://example.com/terms",
  api_url: "https://api.example.com/v1",
};

const operatorUser = {
  id: userId,
  email,
  name: "Ada",
  status: "suspended",
  operator: false,
  operator_by: null,
  email_verified: true,
  suspended_at: at("10:00:00"),
  created_at: at("09:00:00"),
};
const userDetail = {
  ...operatorUser,
  workspaces: [{ id: workspaceId, name: "Ada's workspace", role: "owner", suspended: true }],
  sessions: 0,
  last_login_at: at("09:05:00"),
};

export const operatorUserExamples: Record<string, unknown> = {
  OperatorUser: operatorUser,
  OperatorUserDetail: userDetail,
  ChangedUser: {
    ...userDetail,
    ended_sessions: 0,
    suspended_workspaces: [{ id: workspaceId, name: "Ada's workspace" }],
  },
  PasswordLinkSent: { email, status: "queued" },
  NewOperatorUser: { email, name: "Ada" },
  UserChange: { suspended: true, suspend_workspaces: true },
  PasswordSetting: { token: code, password },
  PasswordSet: { email, status: "password_set" },
  Branding: branding,
  Settings: { signup: "approval", signup_domains: ["example.com"], branding },
  NewLogo: {
    image:
      "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiPjxjaXJjbGUgY3g9IjQiIGN5PSI0IiByPSI0Ii8+PC9zdmc+",
  },
  SettingsChange: { signup: "approval", signup_domains: ["example.com"] },
};
