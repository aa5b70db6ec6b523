import { hash, verify } from "@node-rs/argon2";

/** Creates a hash, or checks whether one of `passwords` matches a hash. */
export type HashingJob = { password: string } | { passwords: string[]; against: string };
/** The hash as a PHC string, or whether a password matches. */
export type HashingResult = string | boolean;

// OWASP's recommended settings for argon2id: 19 MiB, two passes.
export const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Does the job in the thread pool of Node, for scripts and where Next runs without our server. */
export async function hashInPool(job: HashingJob): Promise<HashingResult> {
  if ("password" in job) return hash(job.password, ARGON2ID);
  for (const password of job.passwords) if (await verify(job.against, password)) return true;
  return false;
}
