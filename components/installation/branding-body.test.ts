import { expect, test } from "vitest";
import { type Branding, brandingBody } from "#components/installation/branding-body.ts";

const before: Branding = {
  name: "Example Keys",
  logo_url: "/branding/logo/0123.png",
  accent: "#0a7d5c",
  support_email: null,
  docs_url: null,
  terms_url: null,
  api_url: null,
};

function filled(values: Partial<Branding>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...before, ...values }))
    if (name !== "logo_url") form.set(`branding.${name}`, value ?? "");
  return form;
}

test("only what was changed is sent, so that the form doesn't undo what others changed meanwhile", () => {
  expect(brandingBody(filled({}), before)).toEqual({ branding: {} });
  const form = filled({ accent: "", support_email: " help@example.com " });
  expect(brandingBody(form, before)).toEqual({
    branding: { accent: null, support_email: "help@example.com" },
  });
});
