import { atomicallyUnsynced, must, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as codes from "#db/queries/codes.ts";
import { mintOpaqueToken, sha256 } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";

/** The purposes of emailed links, and how long each link works. */
export const codeLifetimeHours = { verify_email: 24, reset_password: 1 } as const;
export type CodePurpose = keyof typeof codeLifetimeHours;

/** Creates a link's token. Earlier links for the same purpose stop working. */
export async function mintCode(userId: string, purpose: CodePurpose, now: Date): Promise<string> {
  const { token, tokenHash } = mintOpaqueToken("code");
  const expiresAt = new Date(now.getTime() + codeLifetimeHours[purpose] * 3_600_000);
  await atomicallyUnsynced((tx) => [
    step(codes.expireOlder(tx, userId, purpose, now)),
    step(codes.insert(tx, { tokenHash, userId, purpose, createdAt: now, expiresAt, usedAt: null })),
  ]);
  return token;
}

/** Finds the user of a link, without using the link up. Throws `code_used`, `code_expired` (for unknown ones as well). */
export async function readCode(
  token: string,
  purpose: CodePurpose,
  now: Date,
): Promise<{ userId: string; tokenHash: string }> {
  const tokenHash = sha256(token);
  const code = await codes.byTokenHash(tokenHash, purpose);
  if (code?.usedAt) throw problem("code_used");
  if (!code || code.expiresAt <= now) throw problem("code_expired");
  return { userId: code.userId, tokenHash };
}

/** The step that uses the link up. If two requests do that at the same time, it fails in one, as `code_used`. */
export function useCode(tx: Db, tokenHash: string, now: Date): Step {
  return must("code_used", codes.use(tx, tokenHash, now));
}
