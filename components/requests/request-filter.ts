import {
  createParser,
  createSerializer,
  type inferParserType,
  parseAsIsoDateTime,
  parseAsStringLiteral,
} from "nuqs/server";

/** Time ranges that end now, and their hours. */
export const presets = { "1h": 1, "24h": 24, "7d": 168, "30d": 720 } as const;
type Preset = keyof typeof presets;
const presetNames = Object.keys(presets) as Preset[];

/** Text of a format. Anything else in the URL counts as not set, so that no link shows an error. */
const textLike = (pattern: RegExp) =>
  createParser({ parse: (text) => (pattern.test(text) ? text : null), serialize: (text: string) => text });

/** The filters of the request log, as they are in the URL. The environment is the shell's. */
export const requestFilters = {
  key: textLike(/^key_[0-9A-Za-z]{25}$/),
  /** Requests with API keys are shown by default, because the dashboard's own ones would drown them. */
  by: parseAsStringLiteral(["user", "all"]),
  status: textLike(/^[1-5](xx|\d\d)$/),
  code: textLike(/^[a-z_]{1,64}$/),
  method: textLike(/^[A-Z]{1,64}$/),
  path: textLike(/^[^\0]{1,512}$/),
  ip: textLike(/^[0-9A-Fa-f.:]{1,64}$/),
  range: parseAsStringLiteral(presetNames),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};

export type RequestFilter = inferParserType<typeof requestFilters>;

export const noFilter: RequestFilter = {
  key: null,
  by: null,
  status: null,
  code: null,
  method: null,
  path: null,
  ip: null,
  range: null,
  from: null,
  to: null,
};

export const countFilters = (filter: RequestFilter): number =>
  Object.entries(filter).filter(([name, value]) => value !== null && !(name === "to" && filter.from)).length;

const serialize = createSerializer(requestFilters);

/** Names what a list shows. Equal filters have equal names. */
export const nameOfList = (environment: string, filter: RequestFilter): string =>
  `${environment}${serialize(filter)}`;

/** The filter as the API's query parameters. */
export function apiQuery(environment: "live" | "test", filter: RequestFilter, nowMs: number) {
  const { key, by, status, code, method, path, ip, range, to } = filter;
  const from = range ? new Date(nowMs - presets[range] * 3_600_000) : filter.from;
  const query: Record<string, string | null | undefined> = {
    environment,
    key_id: key,
    made_by: by === "all" ? null : (by ?? "api_key"),
    status,
    code,
    method,
    path,
    ip,
    from: from?.toISOString(),
    to: range ? null : to?.toISOString(),
  };
  return Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

/** Whether requests that come from now on can match. */
export const reachesNow = ({ range, to }: RequestFilter, nowMs: number): boolean =>
  range !== null || to === null || to.getTime() > nowMs;
