import { atomicallyUnsynced, must, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as codes from "#db/queries/codes.ts";
import { mintOpaqueToken, sha256 } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";

/** The purposes of emailed links, and whom their links belong to. */
export type CodePurpose =
  /** A sign-up. */
  | "verify_email"
  /** A user, like `set_password`, the link for someone whom an operator has created. */
  | "reset_password"
  | "set_password"
  /** An invitation. */
  | "invitation"
  /** An email change. */
  | "confirm_email";

/** Creates a link's token. The owner's earlier links for the same purpose stop working. */
export async function mintCode(
  owner: codes.CodeOwner,
  purpose: CodePurpose,
  now: Date,
  expiresAt: Date,
): Promise<string> {
  const { token, tokenHash } = mintOpaqueToken("code");
  await atomicallyUnsynced((tx) => [
    step(codes.expireOlder(tx, owner, purpose, now)),
    step(codes.insert(tx, { ...owner, tokenHash, purpose, createdAt: now, expiresAt, usedAt: null })),
  ]);
  return token;
}

/** A link that works, and the ID of the sign-up, user, invitation or email change that it belongs to. */
export interface ReadCode {
  ownerId: string;
  tokenHash: string;
}

/** Finds out whose a link is, without using the link up. Throws `code_used`, `code_expired` (for unknown ones as well). */
export async function readCode(token: string, purpose: CodePurpose, now: Date): Promise<ReadCode> {
  const tokenHash = sha256(token);
  const code = await codes.byTokenHash(tokenHash, purpose);
  if (code?.usedAt) throw problem("code_used");
  const ownerId = code?.signUpId ?? code?.aboutId ?? code?.userId;
  if (!code || !ownerId || code.expiresAt <= now) throw problem("code_expired");
  return { ownerId, tokenHash };
}

/** The step that uses the link up. If two requests do that at the same time, it fails in one, as `code_used`. */
export function useCode(tx: Db, tokenHash: string, now: Date): Step {
  return must("code_used", codes.use(tx, tokenHash, now));
}
