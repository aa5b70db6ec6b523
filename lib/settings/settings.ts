import { check, type Plan, step } from "#db/atomically.ts";
import * as stored from "#db/queries/settings.ts";
import { env } from "#env.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import { changesBetween, type NewEvent } from "#lib/audit/event.ts";
import type { Settings, SettingsChange } from "#lib/settings/schema.ts";

type Branding = Settings["branding"];
/** `logo_url` is stored as a path, because the origin can change. */
type Change = Omit<SettingsChange, "branding"> & { branding?: Partial<Branding> | undefined };

/** One value per name, as it is stored: `signup`, `signup_domains`, and `branding.name` and the like. */
type Values = Record<string, unknown>;

const NO_BRANDING: Branding = {
  name: null,
  logo_url: null,
  accent: null,
  support_email: null,
  docs_url: null,
  terms_url: null,
  api_url: null,
};
/** The setting with the path of the uploaded logo. */
export const LOGO = "branding.logo_url";
const BRANDING = Object.keys(NO_BRANDING) as (keyof Branding)[];

/**
 * The installation's settings. They are read from the database each time, so that a change is in force with the next
 * request, in every thread and process.
 */
export async function currentSettings(): Promise<Settings> {
  return settingsOf(valuesOf(await stored.all()));
}

/**
 * Changes the settings that were sent. A null in `branding` takes the value away.
 * Throws the problems of `commit`.
 */
export function changeSettings(commit: Commit, change: SettingsChange, now: Date): Promise<Settings> {
  return changeStored(commit, flat(change), now);
}

/** Changes settings together with what `alsoDo` plans. */
export async function changeStored(
  commit: Commit,
  changed: Values,
  now: Date,
  alsoDo: Plan = () => [],
): Promise<Settings> {
  let before: Values = {};
  await commit(
    () => eventOf(before, changed),
    (tx) => [
      ...stored.lock(tx),
      check(stored.all(tx), (rows: stored.SettingRow[]) => {
        before = { ...flat(settingsOf(valuesOf(rows))), [LOGO]: valuesOf(rows)[LOGO] };
      }),
      ...Object.entries(changed).map(([name, value]) =>
        step(value === null ? stored.remove(tx, name) : stored.store(tx, name, value, now)),
      ),
      ...alsoDo(tx),
    ],
  );
  return currentSettings();
}

function eventOf(before: Values, changed: Values): NewEvent[] {
  const changes = changesBetween(before, changed);
  if (!changes) return [];
  const target = { type: "settings", id: null, label: null };
  return [{ action: "settings.changed", workspaceId: null, target, changes }];
}

const valuesOf = (rows: stored.SettingRow[]): Values =>
  Object.fromEntries(rows.map(({ name, value }) => [name, value]));

function settingsOf(values: Values): Settings {
  const branding = Object.fromEntries(
    BRANDING.map((name) => [name, values[`branding.${name}`] ?? null]),
  ) as Branding;
  const { logo_url: logo, api_url: apiUrl } = branding;
  return {
    signup: (values.signup ?? env.signup) as Settings["signup"],
    signup_domains: (values.signup_domains ?? env.signupDomains) as string[],
    branding: {
      ...branding,
      // Earlier versions stored URLs of other sites, whose images this site's pages don't load.
      logo_url: logo?.startsWith("/") ? `${env.appUrl}${logo}` : null,
      api_url: apiUrl ?? env.apiUrl,
    },
  };
}

function flat({ branding, ...others }: Change): Values {
  const named = Object.entries(branding ?? {}).map(([name, value]) => [`branding.${name}`, value]);
  return { ...others, ...Object.fromEntries(named) };
}
