import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { changeUserAs } from "#lib/operator/change-user.ts";
import { getUser } from "#lib/operator/users.ts";
import { ChangedUser, OperatorUserDetail, UserChange } from "#lib/operator/users-schema.ts";
import { UserId } from "#lib/user-id.ts";

const params = z.object({ id: UserId });

export const GET = endpoint({
  summary: "Get a user",
  tag: "Operator",
  access: "operator",
  params,
  returns: OperatorUserDetail,
  problems: ["not_found"],
  handle: ({ params, now }) => getUser(params.id, now),
});

export const PATCH = endpoint({
  summary: "Suspend, resume or approve a user, or make them an operator",
  description:
    "Suspending ends all sessions with this response. API keys keep working, unless suspend_workspaces is true. You can't suspend yourself or take away your own flag.",
  tag: "Operator",
  access: "operator",
  params,
  body: UserChange,
  returns: ChangedUser,
  problems: ["not_found", "forbidden"],
  handle: ({ actor, params, body, now }) => changeUserAs(actor, params.id, body, now),
});
