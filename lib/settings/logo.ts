import { createHash } from "node:crypto";
import { step } from "#db/atomically.ts";
import * as stored from "#db/queries/settings.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import { problem } from "#lib/problem.ts";
import { type Extension, IMAGE_TYPES, readImage } from "#lib/settings/image.ts";
import type { Settings } from "#lib/settings/schema.ts";
import { changeStored, LOGO } from "#lib/settings/settings.ts";

const FOLDER = "/branding/logo/";

/**
 * Stores the installation's logo in the database, so that every process has it.
 * Throws `validation_failed` (`image`) and the problems of `commit`.
 */
export function uploadLogo(commit: Commit, bytes: Buffer, now: Date): Promise<Settings> {
  const read = readImage(bytes);
  if (typeof read !== "string") throw badImage(read.refused);
  // Another image has another URL, so browsers can keep it for as long as they like.
  const version = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  return changeStored(commit, { [LOGO]: `${FOLDER}${version}.${read}` }, now, (tx) => [
    step(stored.store(tx, stored.LOGO_IMAGE, bytes.toString("base64"), now)),
  ]);
}

/** Removes the logo. Throws the problems of `commit`. */
export async function removeLogo(commit: Commit, now: Date): Promise<void> {
  await changeStored(commit, { [LOGO]: null }, now, (tx) => [step(stored.remove(tx, stored.LOGO_IMAGE))]);
}

/** The logo, if this is the name of the current one. */
export async function readLogo(name: string): Promise<{ type: string; bytes: Buffer } | null> {
  const logo = await stored.logo(LOGO);
  if (logo?.path !== FOLDER + name) return null;
  const extension = name.slice(name.lastIndexOf(".") + 1) as Extension;
  return { type: IMAGE_TYPES[extension], bytes: Buffer.from(logo.image, "base64") };
}

const badImage = (why: string) =>
  problem("validation_failed", {
    errors: [{ pointer: "/image", code: "invalid_value", detail: `${why}.` }],
  });
