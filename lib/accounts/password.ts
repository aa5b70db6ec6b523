import { z } from "zod";

/** Longer passwords are rejected, never truncated. */
export const PASSWORD_MAX_LENGTH = 128;

/** A password that someone enters. What they choose is a `NewPassword`. */
export const Password = z
  .string()
  .min(1, { error: "Enter a password", abort: true })
  .max(PASSWORD_MAX_LENGTH, { error: `Must be at most ${PASSWORD_MAX_LENGTH} characters`, abort: true })
  .meta({ format: "password" });
