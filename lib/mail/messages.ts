import { accountMessages } from "#lib/mail/messages/account.ts";
import { invitationMessages } from "#lib/mail/messages/invitation.ts";
import { keyExpiryMessages } from "#lib/mail/messages/key-expiry.ts";
import type { Composer, Message, Recipient } from "#lib/mail/messages/message.ts";
import { operatorMessages } from "#lib/mail/messages/operator.ts";
import { ownAccountMessages } from "#lib/mail/messages/own-account.ts";
import { planRequestMessages } from "#lib/mail/messages/plan-requests.ts";

// Each topic has its own file in messages/.
const composers = {
  ...accountMessages,
  ...invitationMessages,
  ...keyExpiryMessages,
  ...ownAccountMessages,
  ...planRequestMessages,
  ...operatorMessages,
};

export type MailKind = keyof typeof composers;

/**
 * Composes an email. A link's token is created here, at the moment of sending, and only its hash is stored. Null: what the
 * email is about has ended.
 */
export function compose(kind: MailKind, to: Recipient, now: Date): Promise<Message | null> {
  const composer: Composer = composers[kind];
  return composer(to, now);
}
