import { env } from "#env.ts";
import type { Mail } from "#lib/mail/mail.ts";
import { type Message, siteNameOf } from "#lib/mail/messages/message.ts";
import { accentTokens } from "#lib/settings/accent.ts";
import type { Settings } from "#lib/settings/schema.ts";
import { currentSettings } from "#lib/settings/settings.ts";

type Branding = Settings["branding"];

interface Colors {
  page: string;
  text: string;
  muted: string;
  line: string;
  /** Of the main button, without an accent. */
  button: string;
  onButton: string;
}

// Those of app/tokens.css: programs for email know no custom properties.
const LIGHT: Colors = {
  page: "#f9fbf9",
  text: "#1b211e",
  muted: "#5a665f",
  line: "#dfe5e1",
  button: "#1f3a2f",
  onButton: "#fbf8ee",
};
const DARK: Colors = {
  page: "#0b1310",
  text: "#ecece1",
  muted: "#a3ada5",
  line: "#24312b",
  button: "#dcb366",
  onButton: "#1f1a0c",
};

/** The email that says this, with the operator's brand. */
export async function toMail(to: string, message: Message): Promise<Mail> {
  const { branding } = await currentSettings();
  return {
    to,
    from: senderOf(branding),
    ...(branding.support_email ? { replyTo: branding.support_email } : {}),
    subject: message.subject,
    text: toText(message, branding),
    html: toHtml(message, branding),
  };
}

/** A MAIL_FROM without a name has the installation's. */
function senderOf(branding: Branding): Mail["from"] {
  const { groups } = SENDER.exec(env.mailFrom)!;
  const name = (groups!.name ?? "").trim().replaceAll('"', "");
  return { name: name || siteNameOf(branding), address: groups!.address! };
}

const SENDER = /^(?:(?<name>[^<]*)<)?(?<address>[^<>]*)>?$/;

function toText({ paragraphs, action }: Message, branding: Branding): string {
  const { support_email: support, terms_url: terms } = branding;
  const end = [
    siteNameOf(branding),
    ...(support ? [`Support: ${support}`] : []),
    ...(terms ? [`Terms: ${terms}`] : []),
  ];
  return [
    ...paragraphs,
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    // What stands after this line is a signature.
    `-- \n${end.join("\n")}`,
  ].join("\n\n");
}

function toHtml({ subject, paragraphs, action }: Message, branding: Branding): string {
  const [light, dark] = colorsOf(branding);
  const body = paragraphs.map((text) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`).join("");
  const button = action
    ? `<p style="margin:24px 0"><a class="button" href="${escapeHtml(action.url)}" style="background:${light.button};color:${light.onButton};padding:12px 20px;border-radius:8px;text-decoration:none;display:inline-block">${escapeHtml(action.label)}</a></p>`
    : "";
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(subject)}</title>${darkStyle(dark)}</head><body class="page" style="margin:0;padding:32px 16px;background:${light.page};color:${light.text};font:16px/1.5 system-ui,sans-serif"><div style="max-width:480px;margin:0 auto">${header(branding)}<h1 style="font-size:20px;line-height:1.3;margin:0 0 16px">${escapeHtml(subject)}</h1>${body}${button}${footer(branding)}</div></body></html>`;
}

/** In a light and in a dark program. */
function colorsOf({ accent }: Branding): [light: Colors, dark: Colors] {
  if (!accent) return [LIGHT, DARK];
  const { "--primary": primary, "--on-primary": onPrimary } = accentTokens(accent);
  const [light, dark] = [0, 1] as const;
  return [
    { ...LIGHT, button: primary![light], onButton: onPrimary![light] },
    { ...DARK, button: primary![dark], onButton: onPrimary![dark] },
  ];
}

/** Programs that don't know this show the light colors, or choose dark ones by themselves. */
const darkStyle = ({ page, text, muted, line, button, onButton }: Colors) =>
  `<style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){.page{background:${page}!important;color:${text}!important}.button{background:${button}!important;color:${onButton}!important}.end,.end a{color:${muted}!important;border-color:${line}!important}}</style>`;

/** The name, and the logo if programs for email can show it: few of them show WebP, and none SVG. */
function header(branding: Branding): string {
  const { logo_url: logo } = branding;
  const image = logo?.endsWith(".png")
    ? `<img src="${escapeHtml(logo)}" alt="" height="28" style="height:28px;width:auto;vertical-align:middle;margin-right:10px">`
    : "";
  return `<p style="margin:0 0 28px;font:20px/1.4 Georgia,serif">${image}${escapeHtml(siteNameOf(branding))}</p>`;
}

function footer({ support_email: support, terms_url: terms }: Branding): string {
  const links = [
    ...(support ? [`Support: ${linkTo(`mailto:${support}`, support)}`] : []),
    ...(terms ? [linkTo(terms, "Terms")] : []),
  ];
  if (links.length === 0) return "";
  return `<p class="end" style="margin:32px 0 0;padding-top:16px;border-top:1px solid ${LIGHT.line};color:${LIGHT.muted};font-size:13px">${links.join(" &nbsp;·&nbsp; ")}</p>`;
}

const linkTo = (url: string, name: string) =>
  `<a href="${escapeHtml(url)}" style="color:${LIGHT.muted}">${escapeHtml(name)}</a>`;

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (c) => ENTITIES[c]!);
