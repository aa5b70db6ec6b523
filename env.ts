import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

/** The environment variables. Each can also be given as `NAME_FILE`, the path of a file with the value. */
const Variables = z.object({
  APP_URL: z.url({ protocol: /^https?$/, error: "must be an http(s) URL" }).optional(),
  HOST: z.string().min(1).optional(),
  PORT: z.coerce.number({ error: "must be a port number" }).int().min(1).max(65_535).default(3000),
  GATE_HOST: z.string().min(1).default("127.0.0.1"),
  GATE_PORT: z.coerce.number({ error: "must be a port number" }).int().min(1).max(65_535).optional(),
  DATA_DIR: z.string().min(1).default(".data"),
  DATABASE_URL: z
    .string()
    .regex(/^(postgres(ql)?:\/\/|file:)/, "must begin with postgresql:// or file:")
    .optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be an smtp:// or smtps:// URL" }).optional(),
  MAIL_FROM: z.string().min(3).default("Latchkey <latchkey@localhost>"),
  AUTH_SECRET: z.string().min(32, "must be at least 32 characters").optional(),
  KEY_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,15}$/, "must be 1 to 16 lowercase letters and digits, starting with a letter")
    .default("lk"),
  TRUSTED_PROXIES: z
    .string()
    .default("")
    .transform((list) =>
      list
        .split(",")
        .map((entry) => entry.trim())
        .filter(Boolean),
    ),
  CORS_ORIGINS: z.string().default("").transform(toOrigins),
  PASSWORD_MIN_LENGTH: z.coerce.number().int().min(8, "must be at least 8").max(64).default(8),
  RETENTION_DAYS: z.coerce.number().int().min(0).max(3650).default(90),
  LOCK_WAIT_SECONDS: z.coerce.number().int().min(0).max(3600).default(10),
  DRAIN_SECONDS: z.coerce.number().int().min(1).max(3600).default(9),
  LOG_LEVEL: z.enum(["silent", "fatal", "error", "warn", "info", "debug", "trace"]).default("info"),
});

export type Database = { dialect: "sqlite"; file: string } | { dialect: "postgresql"; url: string };

export interface Env {
  /** The public origin of this installation, without a trailing slash. */
  appUrl: string;
  /** Whether `appUrl` is on this machine, so that conveniences for local development are allowed. */
  loopback: boolean;
  host: string;
  port: number;
  /** The address that the gate port listens on. The port doesn't authenticate its clients. */
  gateHost: string;
  gatePort: number;
  dataDir: string;
  database: Database;
  smtpUrl: string | undefined;
  mailFrom: string;
  authSecret: string | undefined;
  keyPrefix: string;
  /** Addresses or CIDR blocks whose `X-Forwarded-For` header is trusted. */
  trustedProxies: string[];
  /** Origins whose pages may call the API from a browser, or `*`. */
  corsOrigins: string[];
  passwordMinLength: number;
  /** For how long entries of the request log are kept; 0 means forever. Usage counts are always kept. */
  retentionDays: number;
  /** How long the start waits for another process on the same database to end. */
  lockWaitSeconds: number;
  /** How long a shutdown waits for requests in progress. */
  drainSeconds: number;
  logLevel: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function toOrigins(list: string, ctx: z.RefinementCtx): string[] {
  const origins = list
    .split(",")
    .map((entry) => entry.trim().replace(/\/$/, ""))
    .filter(Boolean);
  for (const origin of origins)
    if (origin !== "*" && !(/^https?:/.test(origin) && URL.parse(origin)?.origin === origin))
      ctx.addIssue(`${origin} must be * or an origin such as https://app.example.com, without a path`);
  return origins;
}

/** Reads and validates the environment. Returns all errors as readable lines if there are any. */
export function readEnv(source: Record<string, string | undefined>): Env | { wrong: string[] } {
  const wrong: string[] = [];
  const values: Record<string, string> = {};
  for (const name of Object.keys(Variables.shape)) {
    const value = readVariable(source, name, wrong);
    if (value) values[name] = value;
  }
  const parsed = Variables.safeParse(values);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) wrong.push(`${issue.path.join(".")}: ${issue.message}`);
  }
  if (!parsed.success || wrong.length > 0) return { wrong };
  return toEnv(parsed.data);
}

function readVariable(source: Record<string, string | undefined>, name: string, wrong: string[]) {
  const file = source[`${name}_FILE`];
  if (!file) return source[name];
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    wrong.push(`${name}_FILE: cannot be read`);
    return undefined;
  }
}

function toEnv(values: z.output<typeof Variables>): Env {
  const appUrl = new URL(values.APP_URL ?? `http://localhost:${values.PORT}`).origin;
  const loopback = LOOPBACK.test(new URL(appUrl).hostname);
  const dataDir = resolve(/* turbopackIgnore: true */ values.DATA_DIR);
  return {
    appUrl,
    loopback,
    host: values.HOST ?? (loopback ? "127.0.0.1" : "0.0.0.0"),
    port: values.PORT,
    gateHost: values.GATE_HOST,
    gatePort: values.GATE_PORT ?? (values.PORT < 65_535 ? values.PORT + 1 : values.PORT - 1),
    dataDir,
    database: toDatabase(values.DATABASE_URL, dataDir),
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    authSecret: values.AUTH_SECRET,
    keyPrefix: values.KEY_PREFIX,
    trustedProxies: values.TRUSTED_PROXIES,
    corsOrigins: values.CORS_ORIGINS,
    passwordMinLength: values.PASSWORD_MIN_LENGTH,
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
  const file = process.env.ENV_FILE ?? ".env";
  if (file && existsSync(/* turbopackIgnore: true */ file)) process.loadEnvFile(file);
}

function readOrExit(): Env {
  loadFile();
  const result = readEnv(process.env);
  if (!("wrong" in result)) return result;
  console.error(
    `Latchkey can't start. These environment variables are invalid:\n${result.wrong.map((line) => `  ${line}`).join("\n")}`,
  );
  process.exit(1);
}

export const env: Env = readOrExit();
