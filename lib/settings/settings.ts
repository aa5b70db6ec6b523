import { check, step } from "#db/atomically.ts";
import * as stored from "#db/queries/settings.ts";
import { env } from "#env.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import { changesBetween, type NewEvent } from "#lib/audit/event.ts";
import type { Settings, SettingsChange } from "#lib/settings/schema.ts";

type Branding = Settings["branding"];

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
export async function changeSettings(commit: Commit, change: SettingsChange, now: Date): Promise<Settings> {
  const changed = flat(change);
  let before: Values = {};
  await commit(
    () => eventOf(before, changed),
    (tx) => [
      ...stored.lock(tx),
      check(stored.all(tx), (rows: stored.SettingRow[]) => {
        before = flat(settingsOf(valuesOf(rows)));
      }),
      ...Object.entries(changed).map(([name, value]) =>
        step(value === null ? stored.remove(tx, name) : stored.store(tx, name, value, now)),
      ),
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
  return {
    signup: (values.signup ?? env.signup) as Settings["signup"],
    signup_domains: (values.signup_domains ?? env.signupDomains) as string[],
    branding: Object.fromEntries(
      BRANDING.map((name) => [name, values[`branding.${name}`] ?? null]),
    ) as Branding,
  };
}

function flat({ branding, ...others }: SettingsChange): Values {
  const named = Object.entries(branding ?? {}).map(([name, value]) => [`branding.${name}`, value]);
  return { ...others, ...Object.fromEntries(named) };
}
