import { eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import { users } from "#db/schema/accounts.ts";
import { person } from "#e2e/unit/people.ts";
import { deliverDue } from "#lib/mail/mailer.ts";
import type * as messages from "#lib/mail/messages.ts";
import { queueMail } from "#lib/mail/queue-mail.ts";

const sent = vi.hoisted(() => [] as string[]);
const afterComposing = vi.hoisted(() => ({ once: async () => {} }));

vi.mock(import("#lib/mail/transport.ts"), async (load) => ({
  ...(await load()),
  send: async ({ to }) => {
    sent.push(to);
    return "sent";
  },
}));
vi.mock(import("#lib/mail/messages.ts"), async (load) => {
  const real = (await load()) as typeof messages;
  return {
    ...real,
    compose: async (...input) => {
      const message = await real.compose(...input);
      await afterComposing.once();
      return message;
    },
  };
});

test("a link that was made while the user's email changed isn't sent to the old address", async () => {
  const { userId, email } = await person("mover");
  const now = new Date();
  await atomically((tx) => [queueMail(tx, "reset_password", userId, now)]);
  afterComposing.once = async () => {
    afterComposing.once = async () => {};
    await atomically((tx) => [
      step(
        tx
          .update(users)
          .set({ email: `new-${email}` })
          .where(eq(users.id, userId)),
      ),
    ]);
  };
  await deliverDue();
  await vi.waitFor(() => expect(sent).toEqual([`new-${email}`]));
  expect(await db().select().from(users).where(eq(users.email, email))).toEqual([]);
});
