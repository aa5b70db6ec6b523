// The formats of environment variables, with errors in plain words.
import { isIP } from "node:net";
import { z } from "zod";

export function wholeNumber(
  least: number,
  most: number,
  error = `must be a whole number from ${least} to ${most}`,
) {
  return z
    .string()
    .regex(/^\d{1,6}$/, { error, abort: true })
    .transform(Number)
    .refine((value) => value >= least && value <= most, error);
}

export const portNumber = () => wholeNumber(1, 65_535, "must be a port number, from 1 to 65535");

/** A switch: 1 is on, 0 (the default) is off. */
export const onOff = () =>
  z
    .enum(["0", "1"], { error: "must be 1 (on) or 0 (off)" })
    .default("0")
    .transform((value) => value === "1");

const PERCENT_ENCODE = "Percent-encode special characters of the password";

/** An http(s) URL without a path. */
export const origin = () =>
  z
    .string()
    .refine((text) => /^https?:$/.test(urlOf(text)?.protocol ?? ""), {
      error: "must be an http:// or https:// URL",
      abort: true,
    })
    .refine((text) => isOrigin(urlOf(text)), {
      error: "must be only a scheme, a host and a port, such as https://keys.example.com, without a path",
    });

/** An http(s) URL of an API. Only characters that mean nothing special to a shell, since people paste it into one. */
export const baseUrl = () =>
  z
    .string()
    .refine((text) => /^https?:$/.test(urlOf(text)?.protocol ?? "") && /^[\w.:/~%[\]-]+$/.test(text), {
      error: "must be an http:// or https:// URL without a query, such as https://api.example.com/v1",
    })
    .transform((text) => text.replace(/\/+$/, ""));

export const databaseUrl = () =>
  z.string().refine((text) => (text.startsWith("file:") ? text !== "file:" : isPostgresqlUrl(text)), {
    error: `must be file:/path/to/latchkey.db or postgresql://user:password@host/database. ${PERCENT_ENCODE}`,
  });

export const smtpUrl = () =>
  z.string().refine((text) => /^smtps?:$/.test(urlOf(text)?.protocol ?? "") && urlOf(text)?.hostname, {
    error: "must be an smtp:// or smtps:// URL, such as smtp://user:password@mail.example.com:587",
  });

/** A sender: an email address, with or without a name before it. */
export const sender = () =>
  z.string().regex(/^[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>$|^[^<>@\s]+@[^<>@\s]+$/, {
    error: "must have an email address, such as Example <keys@example.com>",
  });

const listOf = (list: string) =>
  list
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter(Boolean);

/** Email addresses, separated by commas. In lowercase. */
export const emails = () =>
  z
    .string()
    .transform(listOf)
    .superRefine((entries, context) => {
      for (const entry of entries)
        if (!/^[^\s@]+@[^\s@]+$/.test(entry)) context.addIssue(`${entry} is not an email address`);
    });

/** Domains such as example.com, separated by commas. In lowercase. */
export const domains = () =>
  z
    .string()
    .transform(listOf)
    .superRefine((entries, context) => {
      for (const entry of entries)
        if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(entry))
          context.addIssue(`${entry} is not a domain such as example.com`);
    });

/** IP addresses and CIDR blocks, separated by commas. */
export const networks = () =>
  z
    .string()
    .transform((list) =>
      list
        .split(",")
        .map((entry) => entry.trim())
        .filter(Boolean),
    )
    .superRefine((entries, context) => {
      for (const entry of entries)
        if (!isNetwork(entry))
          context.addIssue(`${entry} is neither an IP address nor a CIDR block such as 10.0.0.0/8`);
    });

/** The URL, or null if the text is none. */
export function urlOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function isOrigin(url: URL | null): boolean {
  if (!url) return false;
  const { pathname, search, hash, username, password } = url;
  return pathname === "/" && !search && !hash && !username && !password;
}

/**
 * Whether a text is the URL of a PostgreSQL database. If a password isn't encoded and contains `/`, `#` or `?`, some of it
 * would be taken for the host or the database, whose names are shown and logged. So then it isn't one.
 */
export function isPostgresqlUrl(text: string): boolean {
  const url = /^postgres(?:ql)?:\/\//.test(text) ? urlOf(text) : null;
  if (!url) return false;
  const { username, password, pathname, search, hash } = url;
  const split = pathname.includes("@") || hash !== "" || (username === "" && search.includes("@"));
  return !split && canBeDecoded(username + password);
}

function canBeDecoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function isNetwork(entry: string): boolean {
  const [address = "", bits, ...more] = entry.split("/");
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
