// Examples for the schemas of operators' routes.
const at = (time: string) => `2026-11-21T${time}.000Z`;
const workspaceId = "ws_0V4nO2q8bF3kHs9LmPq2RtYw1";
const serviceId = "svc_0V4nO2q8fG6rTb2MnKx8WzQy3";
const email = "ada@example.com";
const own = {
  requests_per_minute: 1200,
  monthly_quota: null,
  max_active_keys: null,
  rotation_overlap_max_seconds: null,
};
const plan = {
  name: "Pro",
  requests_per_minute: 600,
  monthly_quota: 1_000_000,
  max_active_keys: 50,
  rotation_overlap_max_seconds: 86_400,
  require_expiry: false,
  max_lifetime_days: null,
  position: 3,
};
const planRequest = {
  id: "evt_0V4nO2q8eK5rQd8NhTu6VbWc2",
  plan: "enterprise",
  note: "We expect 2,000 requests per minute.",
  requested_by: email,
  requested_at: at("09:30:00"),
};
const workspace = {
  id: workspaceId,
  name: "Analytical Engines",
  plan: "pro",
  status: "active",
  owners: [email],
  limits: own,
  limits_in_force: { ...own, max_active_keys: 50, rotation_overlap_max_seconds: 86_400 },
  plan_request: planRequest,
  suspended_at: null,
  deleted_at: null,
  created_at: at("08:00:00"),
};
const service = {
  id: serviceId,
  name: "billing",
  created_at: at("09:00:00"),
  rotation: null,
  revoked_at: null,
};

const verification = {
  chain: null,
  status: "done",
  started_at: at("10:00:00"),
  finished_at: at("10:00:12"),
  checked: 18_400,
  result: { intact: true, misfit: null, chains: 96, sealed: 18_400, unsealed: 1 },
};

const checklistItem = {
  id: "trusted_proxies",
  state: "problem",
  title: "Trusted proxies",
  meaning: "Behind a proxy that isn't trusted, all clients have its address, and share one limit on log-ins.",
  found: "a proxy is in front, but TRUSTED_PROXIES is empty",
  fix: "Set TRUSTED_PROXIES to the proxy's address, and restart the server.",
};

const examples: Record<string, unknown> = {
  OperatorWorkspace: workspace,
  OperatorWorkspaceDetail: { ...workspace, active_keys: 12 },
  OpenPlanRequest: planRequest,
  PlanDecision: { id: planRequest.id, decision: "accepted" },
  OperatorWorkspaceChange: { plan: "pro", limits: { requests_per_minute: 1200 } },
  OperatorPlan: { id: "pro", ...plan, default: false },
  NewPlan: { id: "pro", name: "Pro", requests_per_minute: 600 },
  PlanChange: { monthly_quota: 2_000_000 },
  OfferedScope: { name: "orders:read", description: "Read orders" },
  NewService: { name: "billing" },
  Service: service,
  MintedService: { ...service, secret: "lk_service_…" },
  OperatorAuditEvent: {
    id: "evt_0V4nO2q8gH7sUc3NpLy9XaRz4",
    at: at("10:00:05"),
    workspace_id: workspaceId,
    action: "workspace.plan_changed",
    actor: { type: "operator", id: "usr_0V4nO2q8aD7xGj4NvBcZ1MfQ5", label: email },
    target: { type: "workspace", id: workspaceId, label: "Analytical Engines" },
    changes: { plan: { before: "trial", after: "pro" } },
    environment: null,
    request_id: "req_0V4nO2q8dM5sQr7WxEt9YhUj3",
    ip: "192.0.2.7",
    user_agent: "curl/8.0",
  },
  AuditVerification: verification,
  AuditChain: {
    chain: "installation",
    head: { number: 4210, hash: "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08" },
    verification,
  },
  NewVerification: { workspace_id: workspaceId },
  Lookup: { hint: "lk_live_Ab3d…x7Qa" },
  QueuedMail: {
    id: "mail_0V4nO2q8hJ8tVd4QqMz1YbSa5",
    kind: "verify_email",
    to: email,
    created_at: at("10:00:00"),
    attempts: 2,
    due_at: at("10:00:20"),
    last_error: "connect ECONNREFUSED 192.0.2.25:25",
  },
  MailTest: { to: email, accepted: true, answer: "250 OK" },
  ChecklistItem: checklistItem,
  Checklist: { ready: false, items: [checklistItem], checked_at: at("10:00:00") },
  Overview: {
    users: 120,
    new_users: { last_24_hours: 2, last_7_days: 9 },
    suspended_users: 1,
    waiting: { approvals: 0, plan_requests: 1 },
    workspaces: { total: 95, suspended: 1 },
    active_keys: 310,
    requests: {
      today: 52_000,
      this_month: 1_400_000,
      refused_this_month: { 401: 120, 429: 3400 },
      refused_since_start: { rate_limited: 900 },
    },
    busiest_workspaces: [{ id: workspaceId, name: "Analytical Engines", requests_this_month: 400_000 }],
    mail_queue: { waiting: 0, failed: 0, oldest_at: null },
    database: "sqlite",
    store_bytes: 73_400_320,
    compaction_lag_seconds: 0.4,
    version: "1.0.0",
    uptime_seconds: 86_400,
    counted_at: at("10:00:00"),
  },
};

/** The examples, with those of other schemas that they contain. */
export function operatorExamples(key: object, request: object): Record<string, unknown> {
  const foundKey = {
    ...key,
    workspace: { id: workspaceId, name: "Analytical Engines", status: "active", owners: [email] },
    creator_email: email,
  };
  return {
    ...examples,
    OperatorRequest: { ...request, workspace_id: workspaceId, hint: "lk_live_Ab3d…x7Qa" },
    FoundKey: foundKey,
    LookupResult: { keys: [foundKey], request: null },
  };
}
