import { env } from "#env.ts";
import { isCommonPassword } from "#lib/accounts/common-passwords.ts";
import { PASSWORD_MAX_LENGTH, Password } from "#lib/accounts/password.ts";

// Systems encode the same characters differently: "é" is one code point or two, depending on the keyboard.
export const normalize = (password: string) => password.normalize("NFC");

export const TOO_SHORT = `Use ${env.passwordMinLength} to ${PASSWORD_MAX_LENGTH} characters.`;
export const TOO_COMMON = "This password is too common. Choose another one.";

export const isTooShort = (password: string) => [...normalize(password)].length < env.passwordMinLength;

/**
 * A password that someone chooses. What can be said about it without knowing whose it is belongs to the body's schema, so
 * that it is reported together with the errors of other fields.
 */
export const NewPassword = Password.refine((password) => !isTooShort(password), {
  message: TOO_SHORT,
  params: { code: "too_small" },
  abort: true,
}).refine(async (password) => !(await isCommonPassword(normalize(password))), {
  message: TOO_COMMON,
  params: { code: "common_password" },
});
