import { z } from "zod";
import { Email } from "#lib/email.ts";
import { Label, NO_CONTROL_CHARACTERS } from "#lib/text.ts";

export const SIGN_UP_POLICIES = ["open", "invite", "approval", "closed"] as const;

const LONGEST_URL = 500;
const MOST_DOMAINS = 100;

const isWebUrl = (text: string) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
};

/** A link for people to follow. Other schemes, such as `javascript:`, would run code in their browser. */
const WebUrl = z
  .string()
  .max(LONGEST_URL, `Must be at most ${LONGEST_URL} characters`)
  .regex(NO_CONTROL_CHARACTERS, "Must not contain control characters")
  .regex(/^https?:\/\//i, {
    error: "Must be an http:// or https:// URL, such as https://example.com/logo.svg",
    abort: true,
  })
  .refine(isWebUrl, "Must be an http:// or https:// URL, such as https://example.com/logo.svg")
  .transform((text) => new URL(text).href);

/** Also without what means something to a shell, because people paste it into one. */
const ApiUrl = WebUrl.refine((url) => /^[\w.:/~%[\]-]+$/.test(url), {
  error: "Must not have a query, a fragment or special characters, such as https://api.example.com/v1",
}).transform((url) => (url.endsWith("/") ? url.slice(0, -1) : url));

const Domain = z
  .string()
  .max(253, "Must be at most 253 characters")
  .regex(NO_CONTROL_CHARACTERS, "Must not contain control characters")
  .transform((text) => text.trim().toLowerCase())
  .pipe(
    z
      .string()
      .regex(/^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/, "Must be a domain such as example.com, without an @"),
  );

export const Branding = z
  .strictObject({
    name: Label(60).pipe(z.string().min(1, "Can't be empty")).nullable().meta({
      description: "The name of the installation, also in emails. Null: Latchkey",
    }),
    logo_url: z.string().nullable().meta({ description: "Where the uploaded logo is" }),
    accent: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, "Must be a color such as #0a7d5c")
      .transform((text) => text.toLowerCase())
      .nullable(),
    support_email: Email.nullable(),
    docs_url: WebUrl.nullable(),
    terms_url: WebUrl.nullable(),
    api_url: ApiUrl.nullable().meta({
      description: "Where your own API is, for examples. At first API_URL. Null: this API",
    }),
  })
  .meta({ id: "Branding" });

const SignUpPolicy = z.enum(SIGN_UP_POLICIES).meta({
  description:
    "open: everyone can sign up. invite: only people with an invitation. approval: everyone, but an operator has to approve the account. closed: nobody; operators create accounts",
});

export const Settings = z
  .object({
    signup: SignUpPolicy,
    signup_domains: z
      .array(z.string())
      .meta({ description: "The domains whose email addresses can sign up. Empty: all" }),
    branding: Branding,
  })
  .meta({ id: "Settings" });
export type Settings = z.output<typeof Settings>;

export const SettingsChange = z
  .strictObject({
    signup: SignUpPolicy,
    signup_domains: z
      .array(Domain)
      .max(MOST_DOMAINS, `Must be at most ${MOST_DOMAINS} domains`)
      .transform((domains) => [...new Set(domains)]),
    branding: Branding.omit({ logo_url: true }).partial(),
  })
  .partial()
  .meta({ id: "SettingsChange" });
export type SettingsChange = z.output<typeof SettingsChange>;

export const NewLogo = z
  .strictObject({
    image: z
      .base64("Must be a file in base64, without a data: prefix")
      .min(1, "Can't be empty")
      .meta({ description: "A PNG, WebP or SVG file in base64. At most 48,000 bytes before encoding" }),
  })
  .meta({ id: "NewLogo" });
