import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import {
  baseUrl,
  databaseUrl,
  domains,
  emails,
  networks,
  onOff,
  origin,
  portNumber,
  sender,
  smtpUrl,
  urlOf,
  wholeNumber,
} from "./env-formats.ts";
import { type RedisServers, redisUrl } from "./env-redis.ts";

const SIGNUP_POLICIES = ["open", "invite", "approval", "closed"] as const;
const LOG_LEVELS = ["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const;

/** The environment variables. Each can also be given as `NAME_FILE`, the path of a file with the value. */
const Variables = z.object({
  APP_URL: origin().optional(),
  API_URL: baseUrl().optional(),
  HOST: z.string().min(1).optional(),
  PORT: portNumber().default(3000),
  GATE_HOST: z.string().min(1).default("127.0.0.1"),
  GATE_PORT: portNumber().optional(),
  GATE_HOSTNAMES: z.string().default(""),
  DATA_DIR: z.string().min(1).default(".data"),
  DATABASE_URL: databaseUrl().optional(),
  CLUSTER: onOff(),
  REDIS_URL: redisUrl().optional(),
  REDIS_TIMEOUT_MS: wholeNumber(1, 10_000).default(75),
  SMTP_URL: smtpUrl().optional(),
  MAIL_FROM: sender().default("latchkey@localhost"),
  AUTH_SECRET: z.string().min(32, "must be at least 32 characters").optional(),
  KEY_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,15}$/, "must be 1 to 16 lowercase letters and digits, starting with a letter")
    .default("lk"),
  TRUSTED_PROXIES: networks().default([]),
  HSTS_INCLUDE_SUBDOMAINS: z.enum(["true", "false"], { error: "must be true or false" }).default("false"),
  CORS_ORIGINS: z.string().default("").transform(toOrigins),
  OPERATOR_EMAIL: emails().default([]),
  SIGNUP: z.enum(SIGNUP_POLICIES, { error: `must be one of ${SIGNUP_POLICIES.join(", ")}` }).default("open"),
  SIGNUP_DOMAINS: domains().default([]),
  PASSWORD_MIN_LENGTH: wholeNumber(8, 64).default(8),
  POSTS_PER_NETWORK_MINUTE: wholeNumber(0, 1_000_000).default(300),
  MAILS_PER_NETWORK_HOUR: wholeNumber(0, 1_000_000).default(20),
  RETENTION_DAYS: wholeNumber(0, 3650).default(90),
  LOCK_WAIT_SECONDS: wholeNumber(0, 3600).default(10),
  DRAIN_SECONDS: wholeNumber(1, 3600).default(9),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }).default("info"),
});

/** The names of all settings. */
export const SETTINGS = Object.keys(Variables.shape);

export type Database = { dialect: "sqlite"; file: string } | { dialect: "postgresql"; url: string };

export interface Env {
  /** The public origin of this installation, without a trailing slash. */
  appUrl: string;
  /** The URL of the API that keys are for, without a trailing slash. Null: this installation's own API. */
  apiUrl: string | null;
  /** Whether `appUrl` is on this machine, so that conveniences for local development are allowed. */
  loopback: boolean;
  host: string;
  port: number;
  /** The address that the gate port listens on. The port doesn't authenticate its clients. */
  gateHost: string;
  gatePort: number;
  /** Public host names by which services reach the gate port. Private names and addresses are always accepted. */
  gateHostnames: string[];
  dataDir: string;
  database: Database;
  /** Whether other instances work on the same database. Only on PostgreSQL. */
  cluster: boolean;
  /** Where the instances of a cluster count requests. Null: in PostgreSQL. */
  redis: { servers: RedisServers; timeoutMs: number } | null;
  smtpUrl: string | undefined;
  mailFrom: string;
  authSecret: string | undefined;
  keyPrefix: string;
  /** Addresses or CIDR blocks whose `X-Forwarded-For` header is trusted. */
  trustedProxies: string[];
  /** Whether browsers must also use https for all subdomains of `appUrl`'s host. */
  hstsIncludeSubdomains: boolean;
  /** Origins whose pages may call the API from a browser, or `*`. */
  corsOrigins: string[];
  /** The emails of people who are operators once they have verified them. In lowercase. */
  operatorEmails: string[];
  /** Who can sign up, until an operator changes the setting. */
  signup: (typeof SIGNUP_POLICIES)[number];
  /** The domains whose emails can sign up, until an operator changes the setting. Empty: all. */
  signupDomains: string[];
  passwordMinLength: number;
  /** How many log-ins, sign-ups and other requests without a credential a network can send at once and per minute; 0 is off. */
  postsPerNetworkMinute: number;
  /** How many emails a network can cause per hour; 0 is off. */
  mailsPerNetworkHour: number;
  /** For how long entries of the request log are kept; 0 means forever. Usage counts are always kept. */
  retentionDays: number;
  /** How long the start waits for another process on the same database to end. */
  lockWaitSeconds: number;
  /** How long a shutdown waits for requests in progress. */
  drainSeconds: number;
  logLevel: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

/** Whether a host name is this machine's own. */
export const isLoopback = (hostname: string) => LOOPBACK.test(hostname);

const isOrigin = (text: string) => /^https?:/.test(text) && URL.parse(text)?.origin === text;

function toOrigins(list: string, ctx: z.RefinementCtx): string[] {
  const origins = list
    .split(",")
    .map((entry) => entry.trim().replace(/\/$/, ""))
    .filter(Boolean);
  for (const origin of origins)
    if (origin !== "*" && (origin.includes("*") || !isOrigin(origin)))
      ctx.addIssue(`${origin} must be * or an origin such as https://app.example.com, without a path`);
  return origins;
}

/** Reads and validates the environment. Returns all errors as readable lines if there are any. */
export function readEnv(source: Record<string, string | undefined>): Env | { wrong: string[] } {
  const wrong: string[] = [];
  const values: Record<string, string> = {};
  for (const name of SETTINGS) {
    const value = readVariable(source, name, wrong);
    if (value) values[name] = value;
  }
  const parsed = Variables.safeParse(values);
  for (const { path, message } of parsed.error?.issues ?? []) wrong.push(`${path.join(".")}: ${message}`);
  wrong.push(...contradictions(values, wrong));
  if (!parsed.success || wrong.length > 0) return { wrong };
  return toEnv(parsed.data);
}

function readVariable(source: Record<string, string | undefined>, name: string, wrong: string[]) {
  const file = source[`${name}_FILE`];
  if (file === undefined) return source[name];
  if (file === "") {
    wrong.push(`${name}_FILE: is empty. Set it to the path of a file, or remove it`);
    return undefined;
  }
  try {
    const value = readFileSync(file, "utf8").trim();
    if (value === "") wrong.push(`${name}_FILE: the file ${file} is empty`);
    return value;
  } catch {
    wrong.push(`${name}_FILE: the file ${file} can't be read`);
    return undefined;
  }
}

/** Settings that are valid, but not together. */
function contradictions(values: Record<string, string>, known: string[]): string[] {
  const { APP_URL = "", SMTP_URL, PORT = "3000", GATE_PORT, CLUSTER, DATABASE_URL, REDIS_URL } = values;
  const wrong: string[] = [];
  const host = urlOf(APP_URL)?.hostname;
  const needsMail = host && !LOOPBACK.test(host) && !known.some((line) => line.startsWith("SMTP_URL"));
  if (needsMail && !SMTP_URL)
    wrong.push(
      "SMTP_URL: must be set, because APP_URL is public. Without it, nobody gets the email that confirms a sign-up",
    );
  if (GATE_PORT === PORT) wrong.push("GATE_PORT: must not be the same as PORT");
  if (CLUSTER === "1" && !DATABASE_URL?.startsWith("postgres"))
    wrong.push(
      "CLUSTER: needs PostgreSQL, because a SQLite file belongs to one process. Set DATABASE_URL to a postgresql:// URL, or remove CLUSTER to run one process",
    );
  if (REDIS_URL && CLUSTER !== "1")
    wrong.push("REDIS_URL: only a cluster uses Redis. Set CLUSTER=1, or remove it");
  return wrong;
}

function toEnv(values: z.output<typeof Variables>): Env {
  const appUrl = new URL(values.APP_URL ?? `http://localhost:${values.PORT}`).origin;
  const loopback = isLoopback(new URL(appUrl).hostname);
  const dataDir = resolve(/* turbopackIgnore: true */ values.DATA_DIR);
  return {
    appUrl,
    apiUrl: values.API_URL ?? null,
    loopback,
    host: values.HOST ?? (loopback ? "127.0.0.1" : "0.0.0.0"),
    port: values.PORT,
    gateHost: values.GATE_HOST,
    gatePort: values.GATE_PORT ?? (values.PORT < 65_535 ? values.PORT + 1 : values.PORT - 1),
    gateHostnames: values.GATE_HOSTNAMES.split(",").map((name) => name.trim().toLowerCase()),
    dataDir,
    database: toDatabase(values.DATABASE_URL, dataDir),
    cluster: values.CLUSTER,
    redis: values.REDIS_URL ? { servers: values.REDIS_URL, timeoutMs: values.REDIS_TIMEOUT_MS } : null,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    authSecret: values.AUTH_SECRET,
    keyPrefix: values.KEY_PREFIX,
    trustedProxies: values.TRUSTED_PROXIES,
    hstsIncludeSubdomains: values.HSTS_INCLUDE_SUBDOMAINS === "true",
    corsOrigins: values.CORS_ORIGINS,
    operatorEmails: values.OPERATOR_EMAIL,
    signup: values.SIGNUP,
    signupDomains: values.SIGNUP_DOMAINS,
    passwordMinLength: values.PASSWORD_MIN_LENGTH,
    postsPerNetworkMinute: values.POSTS_PER_NETWORK_MINUTE,
    mailsPerNetworkHour: values.MAILS_PER_NETWORK_HOUR,
    retentionDays: values.RETENTION_DAYS,
    lockWaitSeconds: values.LOCK_WAIT_SECONDS,
    drainSeconds: values.DRAIN_SECONDS,
    logLevel: values.LOG_LEVEL,
  };
}

function toDatabase(url: string | undefined, dataDir: string): Database {
  if (!url) return { dialect: "sqlite", file: join(dataDir, "latchkey.db") };
  if (url.startsWith("file:"))
    return { dialect: "sqlite", file: resolve(/* turbopackIgnore: true */ url.slice(5)) };
  return { dialect: "postgresql", url };
}

/** Loads `.env`, or the file that ENV_FILE names (none if it is empty). Variables that are already set take precedence. */
function loadFile(): void {
  const named = process.env.ENV_FILE;
  const file = named ?? ".env";
  if (file && existsSync(/* turbopackIgnore: true */ file)) process.loadEnvFile(file);
  else if (named) refuseSettings([`ENV_FILE: the file ${named} can't be read`]);
}

/** Ends the process with a list of settings that are wrong. */
export function refuseSettings(wrong: string[]): never {
  console.error(
    `Latchkey can't start. These environment variables are invalid:\n${wrong.map((line) => `  ${line}`).join("\n")}`,
  );
  process.exit(1);
}

function readOrExit(): Env {
  loadFile();
  const result = readEnv(process.env);
  return "wrong" in result ? refuseSettings(result.wrong) : result;
}

export const env: Env = readOrExit();
