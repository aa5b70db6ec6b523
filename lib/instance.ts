import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { env } from "#env.ts";

/** The name of this instance in logs and messages: its host and its public port. Null: this process isn't part of a cluster. */
export const instanceName: string | null = env.cluster ? `${hostname().slice(0, 40)}:${env.port}` : null;

/** What the other instances of a cluster call this one. Unlike that of any other, also of an earlier process at the same port. */
export const instanceId = `${instanceName ?? "alone"}/${randomBytes(4).toString("hex")}`;
