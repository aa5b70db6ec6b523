// The forms of REDIS_URL.
import { z } from "zod";

export interface Address {
  host: string;
  port: number;
}

export interface Login {
  username?: string;
  password?: string;
}

/** Where Redis is, and how to log in there. */
export interface RedisServers extends Login {
  /** One server, or some servers of a Redis Cluster; or the Sentinels, if `primary` is set. */
  addresses: Address[];
  /** The name by which Sentinels know the primary. */
  primary: string | null;
  tls: boolean;
  /** The number of the database. Only one server alone has several. */
  database: number;
  /** How to log in to the Sentinels. */
  sentinels: Login;
}

const FORM =
  "must be redis://user:password@host:6379 (one server), redis://host:6379,host:6379 (a Redis Cluster) or redis+sentinel://host:26379,host:26379/name (Sentinel); with TLS, rediss:// or rediss+sentinel://";
// The setting can contain a password, so no message quotes it.
const HOSTS =
  "each host must be a name or an address, with or without a port. Percent-encode special characters in user and password";
const PARTS = /^redis(s?)(\+sentinel)?:\/\/(?:([^@/?]*)@)?([^@/?]+)(?:\/([^?]*))?(?:\?(.*))?$/;
const SENTINEL_LOGIN = ["sentinelUser", "sentinelPassword"];

/** A `REDIS_URL`. */
export const redisUrl = () =>
  z.string().transform((text, context) => {
    const servers = readRedisUrl(text);
    if (typeof servers !== "string") return servers;
    context.addIssue(servers);
    return z.NEVER;
  });

/** Where a `REDIS_URL` leads to, or a sentence that says what is wrong with it. */
export function readRedisUrl(text: string): RedisServers | string {
  const parts = PARTS.exec(text);
  if (!parts) return FORM;
  const [, tls, sentinel, user = "", hosts = "", path = "", query = ""] = parts;
  const addresses = hosts.split(",").map((host) => readAddress(host, sentinel ? 26_379 : 6379));
  const login = readLogin(user);
  const parameters = new URLSearchParams(query);
  const where = sentinel ? readPrimary(path, parameters) : readDatabase(path, parameters, addresses.length);
  if (typeof where === "string") return where;
  if (!login || !addresses.every((address) => address !== null)) return HOSTS;
  return { addresses, tls: tls === "s", ...login, ...where };
}

function readAddress(host: string, port: number): Address | null {
  const text = `redis://${host}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url?.hostname || url.port === "0" || url.pathname || url.hash) return null;
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || port) };
}

function readLogin(user: string): Login | null {
  const [username, ...password] = user.split(":");
  try {
    return login(decodeURIComponent(username!), decodeURIComponent(password.join(":")));
  } catch {
    return null;
  }
}

const login = (username: string | null, password: string | null): Login => ({
  ...(username && { username }),
  ...(password && { password }),
});

type Where = Pick<RedisServers, "primary" | "database" | "sentinels">;

function readDatabase(path: string, parameters: URLSearchParams, servers: number): Where | string {
  if (parameters.size > 0) return "must have no parameters: only redis+sentinel:// does";
  if (!/^\d{0,5}$/.test(path)) return "must end with the host, or with the number of a database";
  if (servers > 1 && Number(path) > 0)
    return "must have no database number: a Redis Cluster has one database";
  return { primary: null, database: Number(path), sentinels: {} };
}

function readPrimary(path: string, parameters: URLSearchParams): Where | string {
  if (path === "" || path.includes("/"))
    return "must end with the name of the primary, such as redis+sentinel://host:26379,host:26379/mymaster";
  if ([...parameters.keys()].some((name) => !SENTINEL_LOGIN.includes(name)))
    return `must have no parameters except ${SENTINEL_LOGIN.join(" and ")}`;
  const [user, password] = SENTINEL_LOGIN.map((name) => parameters.get(name));
  return { primary: path, database: 0, sentinels: login(user ?? null, password ?? null) };
}
