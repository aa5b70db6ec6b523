import { randomBytes, randomInt } from "node:crypto";
import { type Answer, call } from "#e2e/api/client.ts";
import type { TestServer } from "#e2e/test-server.ts";

export interface Person {
  email: string;
  password: string;
}

/** A person without an account. All addresses have the same length, so that answers can be compared. */
export const newPerson = (): Person => ({
  email: `dev-${randomBytes(6).toString("hex")}@example.test`,
  password: randomBytes(12).toString("base64url"),
});

/** Calls `/api/v1/auth/…` from a random address, so that one test's failures don't delay another's. */
export function account(
  server: TestServer,
  path: string,
  body: unknown,
  ip = randomAddress(),
): Promise<Answer> {
  return call(server, "POST", `/api/v1/auth/${path}`, { body, headers: { "x-forwarded-for": ip } });
}

export const randomAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;

/** The token in the link of the next mail to this address. */
export async function mailedToken(server: TestServer, email: string, subject?: RegExp): Promise<string> {
  const { links } = await server.mailbox.next(email, { subject });
  const token = links.map((link) => new URL(link).searchParams.get("token")).find(Boolean);
  if (!token) throw new Error(`No link with a token in the mail to ${email}`);
  return token;
}
