import { expect, test } from "vitest";
import { logInPath, logInReason } from "#components/auth/log-in-reason.ts";

test("the log-in page only says the sentences it knows", () => {
  expect(logInReason("logged_out")).toBe("You're logged out.");
  expect(logInReason("account_deleted")).toBe("Your account is deleted.");
  expect(logInReason("session_ended")).toContain("session has ended");
  for (const reason of ["", "<b>", "Call this number", "constructor", "__proto__", ["logged_out"], undefined])
    expect(logInReason(reason)).toBeNull();
});

test("the path of the log-in page encodes where it leads back to", () => {
  expect(logInPath({ next: "/settings/usage?from=a&to=b" })).toBe(
    "/login?next=%2Fsettings%2Fusage%3Ffrom%3Da%26to%3Db",
  );
  expect(logInPath({ reason: "session_ended", next: "/" })).toBe("/login?reason=session_ended&next=%2F");
});
