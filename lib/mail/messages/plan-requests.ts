import { asTyped } from "#lib/as-typed.ts";
import { type Composer, link, type Recipient } from "#lib/mail/messages/message.ts";

/** What the email says, as it was when the request was made. */
interface Details {
  workspace: string;
  plan: string;
  current: string;
  by: string;
  note: string | null;
}

/** The email to operators about a workspace that asks for another plan. */
export const planRequestMessages = {
  plan_requested: async ({ aboutId, details }: Recipient) => {
    const { workspace, plan, current, by, note } = details as unknown as Details;
    return {
      subject: `Plan request: ${plan}`,
      paragraphs: [
        `${by} asks for the plan ${plan} for the workspace ${workspace.slice(0, 60)} (${aboutId}), which has the plan ${current}.`,
        ...(note ? [`Their note: ${note}`] : []),
        `On the command line: ${asTyped("npm run cli --")} workspace plan ${aboutId} ${plan}`,
      ],
      action: { label: "Answer the request", url: link(`/operator/workspaces/${aboutId}`) },
    };
  },
} satisfies Record<string, Composer>;
