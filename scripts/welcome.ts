import type { Env } from "#env.ts";
import type { LocalAccount } from "#lib/accounts/local.ts";

/**
 * The text that `npm run up` prints when the server is ready: where everything is, and a command to try. `mailFailure` says
 * why no emails can be sent.
 */
export function welcome(
  url: string,
  env: Pick<Env, "smtpUrl" | "dataDir" | "gateHost" | "gatePort">,
  account: LocalAccount | null,
  mailFailure: string | null = null,
): string {
  const rows = [
    ["Open", url],
    ["Emails", emailsRow(url, env.smtpUrl, mailFailure)],
    ["Gate", `http://${env.gateHost}:${env.gatePort}/gate (for gateways and services on this machine)`],
    ["Docs", `${url}/docs (with SDKs and a command line)`],
    ["Data", env.dataDir],
    ...(account ? accountRows(url, account) : []),
  ];
  const lines = rows.map(([name, value]) => `  ${name!.padEnd(12)}${value}`);
  const attempt = account
    ? ["", "  Try it:", "", `  curl -H "X-API-Key: ${account.secret}" ${url}/api/v1/me`]
    : [];
  return ["", "Latchkey is running.", "", ...lines, ...attempt, "", "  Press Ctrl-C to stop.", ""].join("\n");
}

function emailsRow(url: string, smtpUrl: string | undefined, failure: string | null): string {
  if (failure) return `can't be sent now, they wait in the queue. ${failure}`;
  return smtpUrl ? `sent through ${new URL(smtpUrl).host}` : `${url}/outbox (set SMTP_URL to send them)`;
}

function accountRows(url: string, { email, password, secret }: LocalAccount): [string, string][] {
  return [
    ["Log in", `${url}/login`],
    ["Email", `${email} (an operator: see docs/operators.md)`],
    [
      "Password",
      password ??
        `shown at the first start. Set a new one: npm run cli -- user set-password ${email} --print-link`,
    ],
    ["API key", `${secret} (for development, replaced at every start)`],
  ];
}
