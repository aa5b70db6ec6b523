import { z } from "zod";
import { NewPassword } from "#lib/accounts/new-password.ts";
import { Password } from "#lib/accounts/password.ts";
import { Role } from "#lib/actors/roles.ts";
import { Email } from "#lib/email.ts";
import { idPattern } from "#lib/ids.ts";
import { Label } from "#lib/text.ts";

export { Email };

export const Token = z.string().min(1, "Can't be empty").max(512, "Must be at most 512 characters");

const members = (body: unknown) => (typeof body === "object" && body !== null ? body : {});
// Zod would otherwise only refine an object without other errors.
const always = { when: () => true };

export const SignUp = z
  .strictObject({
    email: Email.optional().meta({ description: "Your email address. Required without invitation_token" }),
    password: NewPassword,
    name: Label(100).optional(),
    invitation_token: Token.optional().meta({
      description: "From the link of an invitation, which also says the email address. Instead of email",
    }),
  })
  .refine((body) => "email" in members(body) || "invitation_token" in members(body), {
    path: ["email"],
    message: "This is required",
    params: { code: "required" },
    ...always,
  })
  .refine((body) => !("email" in members(body) && "invitation_token" in members(body)), {
    path: ["email"],
    message: "An invitation is for the address it was sent to, so don't send email with invitation_token",
    ...always,
  })
  .meta({ id: "SignUp" });
export type SignUp = z.infer<typeof SignUp>;

export const Login = z.strictObject({ email: Email, password: Password }).meta({ id: "Login" });
export type Login = z.infer<typeof Login>;

export const EmailOnly = z.strictObject({ email: Email }).meta({ id: "EmailOnly" });

export const EmailVerification = z
  .strictObject({
    token: Token,
    password: Password.optional().meta({
      format: "password",
      description: "The password that was chosen at sign-up. If it is wrong, the link still works",
    }),
    new_password: NewPassword.optional().meta({
      format: "password",
      description: "A new password, which replaces the one that was chosen at sign-up",
    }),
  })
  .refine(({ password, new_password }) => password === undefined || new_password === undefined, {
    path: ["new_password"],
    message: "Send password or new_password, not both",
  })
  .meta({ id: "EmailVerification" });
export type EmailVerification = z.infer<typeof EmailVerification>;

export const RefreshRequest = z.strictObject({ refresh_token: Token }).meta({ id: "RefreshRequest" });
export const Logout = z.strictObject({ refresh_token: Token.optional() }).optional().meta({ id: "Logout" });
export const PasswordReset = z
  .strictObject({
    token: Token,
    password: NewPassword,
    revoke_keys: z.boolean().default(false).meta({
      description:
        "Also revokes the API keys that you created and can still revoke, in every workspace. This can't be undone",
    }),
  })
  .meta({ id: "PasswordReset" });
export type PasswordReset = z.infer<typeof PasswordReset>;

export const VerificationSent = z
  .object({ email: z.string(), status: z.literal("verification_sent") })
  .meta({ id: "VerificationSent" });
export const awaitingApproval = z
  .literal(true)
  .optional()
  .meta({ description: "Set if an operator has to approve the account before you can log in" });
export const VerifiedEmail = z
  .object({
    email: z.string(),
    email_verified: z.literal(true),
    awaiting_approval: awaitingApproval,
  })
  .meta({ id: "VerifiedEmail" });
export const ResetSent = z
  .object({ email: z.string(), status: z.literal("reset_sent") })
  .meta({ id: "ResetSent" });
export const PasswordChanged = z
  .object({ email: z.string(), status: z.literal("password_changed") })
  .meta({ id: "PasswordChanged" });

export const PasswordSetting = z
  .strictObject({ token: Token, password: NewPassword })
  .meta({ id: "PasswordSetting" });
export type PasswordSetting = z.infer<typeof PasswordSetting>;
export const PasswordSet = z
  .object({ email: z.string(), status: z.literal("password_set") })
  .meta({ id: "PasswordSet" });

export const TokenPair = z
  .object({
    access_token: z
      .string()
      .meta({ description: "A JWT signed with EdDSA. Verify it with /.well-known/jwks.json" }),
    refresh_token: z.string().meta({ description: "Works once and is valid for 30 days" }),
    token_type: z.literal("bearer"),
    expires_in: z.int().meta({ description: "Lifetime of the access token in seconds" }),
  })
  .meta({ id: "TokenPair" });
export type TokenPair = z.infer<typeof TokenPair>;

export const SessionId = z.string().regex(idPattern("ses")).meta({ description: "A session ID" });

export const Session = z
  .object({
    id: z.string(),
    kind: z.enum(["browser", "api"]),
    current: z.boolean().meta({ description: "Whether it sent this request" }),
    ip: z.string().nullable(),
    user_agent: z.string().nullable(),
    created_at: z.iso.datetime(),
    last_used_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

const NamedWorkspace = z.object({ id: z.string(), name: z.string() });

export const DeletionPreview = z
  .object({
    deleted: z.array(NamedWorkspace).meta({
      description: "Workspaces of which you are the only member. They are deleted, with their keys",
    }),
    left: z
      .array(NamedWorkspace.extend({ role: Role }))
      .meta({ description: "Workspaces that go on without you, with your role in them" }),
    blocking: z
      .array(NamedWorkspace)
      .meta({ description: "Workspaces with other members of which you are the last owner" }),
  })
  .meta({ id: "DeletionPreview" });
export type DeletionPreview = z.infer<typeof DeletionPreview>;
