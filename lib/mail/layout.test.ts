import { afterEach, expect, test } from "vitest";
import { env } from "#env.ts";
import { bySystem } from "#lib/audit/commit-audited.ts";
import { toMail } from "#lib/mail/layout.ts";
import { uploadLogo } from "#lib/settings/logo.ts";
import { changeSettings } from "#lib/settings/settings.ts";

const now = new Date();
const message = {
  subject: "Verify your email",
  paragraphs: ["Someone signed up."],
  action: { label: "Verify email", url: "https://keys.example.com/verify?a=1&b=2" },
};
const mail = () => toMail("ada@example.test", message);

const { mailFrom } = env;
afterEach(() => {
  env.mailFrom = mailFrom;
});

function png(): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.write("89504e470d0a1a0a0000000d4948445200000008000000080806", "hex");
  return bytes;
}

test("an email without branding has the software's name and no links but its own", async () => {
  const { from, replyTo, text, html } = await mail();
  expect(from.name).toBe("Latchkey");
  expect(replyTo).toBeUndefined();
  expect(text).toBe(
    "Someone signed up.\n\nVerify email:\nhttps://keys.example.com/verify?a=1&b=2\n\n-- \nLatchkey",
  );
  expect(html.match(/href="[^"]+"/g)).toEqual(['href="https://keys.example.com/verify?a=1&amp;b=2"']);
});

test("an email has the operator's name, logo, accent, support address and terms", async () => {
  const branding = {
    name: "Acme & <Co>",
    accent: "#4f46e5",
    support_email: "help@acme.test",
    terms_url: "https://acme.test/terms",
  };
  await changeSettings(bySystem, { branding }, now);
  const { branding: stored } = await uploadLogo(bySystem, png(), now);
  const { from, replyTo, text, html } = await mail();
  expect(from.name).toBe("Acme & <Co>");
  expect(replyTo).toBe("help@acme.test");
  expect(text).toMatch(/-- \nAcme & <Co>\nSupport: help@acme\.test\nTerms: https:\/\/acme\.test\/terms$/);
  expect(html).toContain("Acme &amp; &lt;Co&gt;");
  expect(html).toContain("background:#4f46e5;color:#ffffff");
  expect(html).toContain(".button{background:#5048e7!important;color:#ffffff!important}");
  expect(html).toContain(`<img src="${stored.logo_url}"`);
  expect(html).toContain('href="mailto:help@acme.test"');
  expect(text + html).not.toMatch(/latchkey/i);
});

test.each([
  ["keys@acme.test", { name: "Brand", address: "keys@acme.test" }],
  ["<keys@acme.test>", { name: "Brand", address: "keys@acme.test" }],
  ["Acme Keys <keys@acme.test>", { name: "Acme Keys", address: "keys@acme.test" }],
  ['"Acme, Keys" <keys@acme.test>', { name: "Acme, Keys", address: "keys@acme.test" }],
])("MAIL_FROM %s without a name has the installation's", async (sender, expected) => {
  await changeSettings(bySystem, { branding: { name: "Brand" } }, now);
  env.mailFrom = sender;
  expect((await mail()).from).toEqual(expected);
});
