import { expect, test } from "vitest";
import { welcome } from "./welcome.ts";

const url = "http://localhost:3000";
const env = { dataDir: "/data", gateHost: "127.0.0.1", gatePort: 3001, smtpUrl: undefined };
const emailsLine = (smtpUrl: string | undefined, failure: string | null) =>
  welcome(url, { ...env, smtpUrl }, null, failure).match(/^ {2}Emails +(.*)$/m)![1];

test("the welcome says where emails go, and why they can't be sent", () => {
  const smtpUrl = "smtp://user:hidden-password@mail.example.com:587";
  expect(emailsLine(undefined, null)).toBe(`${url}/outbox (set SMTP_URL to send them)`);
  expect(emailsLine(smtpUrl, null)).toBe("sent through mail.example.com:587");
  const failure = "The email server mail.example.com:587 refuses connections (connect ECONNREFUSED)";
  expect(emailsLine(smtpUrl, failure)).toBe(`can't be sent now, they wait in the queue. ${failure}`);
});

test("later starts say how to set a password that nobody remembers", () => {
  const account = { email: "developer@localhost", password: null, secret: "lk_test_1" };
  expect(welcome(url, env, account)).toContain(
    "Password    shown at the first start. Set a new one: npm run cli -- user set-password developer@localhost --print-link",
  );
});
