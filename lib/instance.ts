import { hostname } from "node:os";
import { env } from "#env.ts";

/** The name of this instance in logs and messages: its host and its public port. Null: this process isn't part of a cluster. */
export const instanceName: string | null = env.cluster ? `${hostname().slice(0, 40)}:${env.port}` : null;
