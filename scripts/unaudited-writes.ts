import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./processes.ts";

// Files that may commit without an audit event, because nobody needs to trace what they change. Everything else uses
// commitAs, commitKeys or commitAudited.
const UNTRACED: Record<string, string> = {
  "lib/audit/commit-audited.ts": "commits a change together with its events",
  "lib/audit/sealer.ts": "seals events",
  "lib/audit/prune.ts": "deletes old events",
  "lib/accounts/confirm-identity.ts": "clears an attempt",
  "lib/accounts/throttle.ts": "counts attempts to log in",
  "lib/accounts/verify-email.ts": "clears an attempt",
  "lib/accounts/log-in.ts": "clears an attempt, and exchanges refresh tokens",
  "lib/accounts/commit-with-mail.ts": "stores sign-ups and queues emails, which strangers can cause",
  "lib/mailed-codes/mailed-codes.ts": "stores the hash of a link's token when its email is sent",
  "lib/operator/mails.ts": "counts test emails",
  "lib/mail/key-expiry.ts": "queues emails about keys that expire soon",
  "lib/mail/mailer.ts": "removes and postpones queued emails",
};

const IMPORT =
  /import\s*(?:type\s*)?\{([^}]*)\}\s*from "#db\/atomically\.ts"|import\s*\*\s*as\s+\w+\s+from "#db\/atomically\.ts"/g;
const COMMITS = /\batomically(?:Unsynced)?\b/;

/** What is wrong with the imports of a file that isn't allowed to commit without an audit event. */
export function unauditedImport(file: string, text: string): string | null {
  if (Object.hasOwn(UNTRACED, file)) return null;
  for (const [whole, names] of text.matchAll(IMPORT))
    if (names === undefined || COMMITS.test(names))
      return `${file}: ${whole.split("\n", 1)[0]} …: commit with commitAs, commitKeys or commitAudited`;
  return null;
}

/** Finds files that could commit a change without an audit event. */
export function unauditedWrites(): string[] {
  return globSync("{app,lib}/**/*.{ts,tsx}", { cwd: root })
    .filter((file) => !file.endsWith(".test.ts"))
    .map((file) => unauditedImport(file, readFileSync(join(root, file), "utf8")))
    .filter((wrong) => wrong !== null);
}
