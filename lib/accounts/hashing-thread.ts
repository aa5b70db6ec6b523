// The thread that hashes passwords. It loads nothing but argon2, and has a low priority: hashing takes 20 to 40 ms of
// CPU, and strangers can ask for as much of it as they like.
import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { hashSync, verifySync } from "@node-rs/argon2";
import { ARGON2ID, type HashingJob, type HashingResult } from "#lib/accounts/hashing.ts";

const NICE = 10;

// On Linux each thread has its own priority.
if (process.platform === "linux") setPriority(0, NICE);

function work(job: HashingJob): HashingResult {
  if ("password" in job) return hashSync(job.password, ARGON2ID);
  return job.passwords.some((password) => verifySync(job.against, password));
}

parentPort!.on("message", (job: HashingJob) => {
  try {
    parentPort!.postMessage({ result: work(job) });
  } catch (failure) {
    parentPort!.postMessage({ failure });
  }
});
