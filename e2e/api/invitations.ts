import { call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { newPerson } from "#e2e/api/people.ts";
import type { TestServer } from "#e2e/test-server.ts";

/** The ID of a developer's first workspace. */
export async function workspaceOf(server: TestServer, { accessToken }: Developer): Promise<string> {
  return (await call(server, "GET", "/api/v1/me", { token: accessToken })).body.data.workspace.id;
}

export interface Sent {
  id: string;
  email: string;
  /** The emailed link, and its token. */
  link: string;
  token: string;
}

/** Invites someone, by default someone without an account to a new developer's workspace. */
export async function invitation(
  server: TestServer,
  email = newPerson().email,
  role = "developer",
  by?: Developer,
): Promise<Sent & { owner: Developer; workspaceId: string }> {
  const owner = by ?? (await newDeveloper(server, { name: "Ada Lovelace" }));
  const workspaceId = await workspaceOf(server, owner);
  const sent = await call(server, "POST", `/api/v1/workspaces/${workspaceId}/invitations`, {
    token: owner.accessToken,
    body: { email, role },
  });
  if (sent.status !== 201) throw new Error(`Expected 201, got ${sent.status}: ${JSON.stringify(sent.body)}`);
  const mail = await server.mailbox.next(email, { subject: /^Join / });
  const link = mail.links.find((url) => url.includes("token="))!;
  const token = new URL(link).searchParams.get("token")!;
  return { id: sent.body.data.id, email, link, token, owner, workspaceId };
}
