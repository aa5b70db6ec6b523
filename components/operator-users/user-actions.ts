import { callApi } from "#components/api-client.ts";
import { countText } from "#components/durations.ts";
import { reasonIn } from "#components/operator/reason.ts";
import type { ChangedUser, OperatorUserDetail } from "#lib/operator/users-schema.ts";

export type UserActionName =
  | "approve"
  | "suspend"
  | "resume"
  | "end_sessions"
  | "password_link"
  | "make_operator"
  | "withdraw_operator";

export interface UserAction {
  /** The button, the dialog's title and its main button. */
  name: string;
  tone: "primary" | "danger";
  /** What happens to whom. */
  consequence: (user: OperatorUserDetail) => string;
  asksReason?: boolean;
  send: (user: OperatorUserDetail, form: FormData) => Promise<unknown>;
  /** What is said when it is done, and what else there is to know. */
  done: (user: OperatorUserDetail, answer: unknown) => { title: string; description?: string };
}

const change = (user: OperatorUserDetail, body: object) =>
  callApi<{ data: ChangedUser }>("PATCH", `/operator/users/${user.id}`, { body });

export const userActions: Record<UserActionName, UserAction> = {
  approve: {
    name: "Approve user",
    tone: "primary",
    consequence: ({ email }) => `${email} can log in, and gets an email that says so.`,
    send: (user, form) => change(user, { approved: true, ...reasonIn(form) }),
    done: ({ email }) => ({ title: `${email} is approved` }),
  },
  suspend: {
    name: "Suspend user",
    tone: "danger",
    consequence: ({ email }) =>
      `${email} is logged out everywhere and can't log in again until you lift the suspension. Invitations that they sent are withdrawn. API keys keep working.`,
    asksReason: true,
    send: (user, form) =>
      change(user, {
        suspended: true,
        suspend_workspaces: form.get("suspend_workspaces") !== null,
        ...reasonIn(form),
      }),
    done: ({ email }, answer) => ({ title: `${email} is suspended`, description: suspendedToo(answer) }),
  },
  resume: {
    name: "Lift suspension",
    tone: "primary",
    consequence: ({ email }) =>
      `${email} can log in again. Workspaces that were suspended stay suspended until you lift that, too.`,
    asksReason: true,
    send: (user, form) => change(user, { suspended: false, ...reasonIn(form) }),
    done: ({ email }) => ({ title: `${email} can log in again` }),
  },
  end_sessions: {
    name: "Log out everywhere",
    tone: "danger",
    consequence: ({ email, sessions }) =>
      `${sessionsText(sessions)} of ${email} ${sessions === 1 ? "ends" : "end"} immediately. They can log in again. API keys keep working.`,
    send: ({ id }) => callApi("DELETE", `/operator/users/${id}/sessions`),
    done: ({ email }) => ({ title: `${email} is logged out everywhere` }),
  },
  password_link: {
    name: "Email password link",
    tone: "primary",
    consequence: ({ email, email_verified }) =>
      `${email} gets a link to choose ${email_verified ? "another password, which works once, for 1 hour. Their current password keeps working until then." : "their first password, which works once, for 7 days. Earlier links stop working."}`,
    send: ({ id }) => callApi("POST", `/operator/users/${id}/password-link`),
    done: ({ email }) => ({ title: `A link is on its way to ${email}` }),
  },
  make_operator: {
    name: "Make operator",
    tone: "danger",
    consequence: ({ email }) =>
      `${email} can see and change everything here: all users, workspaces, keys and settings, and who else is an operator.`,
    asksReason: true,
    send: (user, form) => change(user, { operator: true, ...reasonIn(form) }),
    done: ({ email }) => ({ title: `${email} is an operator` }),
  },
  withdraw_operator: {
    name: "Remove operator",
    tone: "danger",
    consequence: ({ email }) =>
      `${email} loses access to this desk with their next request. Their account and workspaces stay the same.`,
    asksReason: true,
    send: (user, form) => change(user, { operator: false, ...reasonIn(form) }),
    done: ({ email }) => ({ title: `${email} is no longer an operator` }),
  },
};

const sessionsText = (count: number) => (count === 1 ? "The session" : `The ${countText(count, "session")}`);

function suspendedToo(answer: unknown): string {
  const { ended_sessions: ended, suspended_workspaces: also } = (answer as { data: ChangedUser }).data;
  const sessions = `${countText(ended, "session")} ended.`;
  return also.length > 0
    ? `${sessions} Suspended as well: ${also.map(({ name }) => name).join(", ")}.`
    : sessions;
}

/** What an operator can do with a user, the main thing first. Nobody can lock themselves out. */
export function actionsFor(user: OperatorUserDetail, viewerId: string): UserActionName[] {
  const isMe = user.id === viewerId;
  const all: [UserActionName, boolean][] = [
    ["approve", user.status === "awaiting_approval"],
    ["resume", user.status === "suspended"],
    ["password_link", true],
    ["end_sessions", user.sessions > 0],
    ["make_operator", !user.operator],
    ["withdraw_operator", user.operator_by === "flag" && !isMe],
    ["suspend", user.status !== "suspended" && !isMe],
  ];
  return all.filter(([, possible]) => possible).map(([name]) => name);
}
