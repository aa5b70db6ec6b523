import { z } from "zod";
import { NewPassword } from "#lib/accounts/new-password.ts";
import { Password } from "#lib/accounts/password.ts";
import { Email, Token } from "#lib/accounts/schema.ts";
import { Label } from "#lib/text.ts";

export const ProfileChange = z
  .strictObject({
    name: Label(100).nullable().meta({ description: "Null or empty: no name" }),
    notifications: z
      .strictObject({
        key_expiring: z.boolean().meta({
          description:
            "Whether you get an email 14, 7 and 1 days before an API key expires that you created or administer",
        }),
      })
      .partial(),
  })
  .partial()
  .meta({ id: "ProfileChange" });
export type ProfileChange = z.infer<typeof ProfileChange>;

export const PasswordChange = z
  .strictObject({ current_password: Password, new_password: NewPassword })
  .meta({ id: "PasswordChange" });
export type PasswordChange = z.infer<typeof PasswordChange>;

export const EmailChange = z
  .strictObject({ new_email: Email, password: Password })
  .meta({ id: "EmailChange" });
export type EmailChange = z.infer<typeof EmailChange>;

export const EmailChangeSent = z
  .object({ new_email: z.string(), status: z.literal("confirmation_sent") })
  .meta({ id: "EmailChangeSent" });

export const EmailConfirmation = z.strictObject({ token: Token }).meta({ id: "EmailConfirmation" });

export const EmailChanged = z
  .object({ email: z.string(), status: z.literal("email_changed") })
  .meta({ id: "EmailChanged" });

export const AccountDeletion = z.strictObject({ password: Password }).meta({ id: "AccountDeletion" });
