import { beforeAll, expect, test } from "vitest";
import { env } from "#env.ts";
import { isOperator, LOCAL_EMAIL } from "#lib/actors/user-actor.ts";

const email = "ada@example.com";
const emailVerifiedAt = new Date();

beforeAll(() => {
  env.operatorEmails = [email, LOCAL_EMAIL];
});

test("a user with the flag is an operator", () => {
  expect(isOperator({ operator: true, email: "else@example.com", emailVerifiedAt: null })).toBe(true);
});

test("a verified email in OPERATOR_EMAIL makes an operator, an unverified one or another one doesn't", () => {
  expect(isOperator({ operator: false, email, emailVerifiedAt })).toBe(true);
  expect(isOperator({ operator: false, email, emailVerifiedAt: null })).toBe(false);
  expect(isOperator({ operator: false, email: "else@example.com", emailVerifiedAt })).toBe(false);
});

test("the local account's email doesn't count, because nobody had to verify it", () => {
  expect(isOperator({ operator: false, email: LOCAL_EMAIL, emailVerifiedAt })).toBe(false);
});
