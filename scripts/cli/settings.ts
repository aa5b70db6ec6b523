import { readFile } from "node:fs/promises";
import type { SettingsChange } from "#lib/settings/schema.ts";
import type { Cli } from "./command.ts";
import { openDatabase } from "./database.ts";
import { did, type Result, shows } from "./output.ts";
import * as values from "./values.ts";

const load = () => import("#lib/settings/settings.ts");

/** The options of `settings set`, as commander names them, and the setting that each one changes. */
const OPTIONS = {
  signup: "signup",
  domains: "signup_domains",
  name: "branding.name",
  accent: "branding.accent",
  supportEmail: "branding.support_email",
  docs: "branding.docs_url",
  terms: "branding.terms_url",
  api: "branding.api_url",
} as const;
type Name = keyof typeof OPTIONS;
type Options = { [name in Name]?: string };

export function addSettings(cli: Cli): void {
  const settings = cli
    .command("settings")
    .description("The installation's settings that change without a restart.")
    .helpCommand(false) as Cli;
  (settings.command("show") as Cli)
    .summary("show who can sign up, and the branding")
    .description("Shows who can sign up, and the branding. What is stored wins over the environment.")
    .does(async () => shows(await (await load()).currentSettings()));
  const set = settings.command("set") as Cli;
  set
    .summary("change who can sign up, or the branding")
    .description(
      "Changes who can sign up, or the branding, from the next request on. none takes a value away; --domains none: all domains.",
    )
    .option("--signup <WHO>", "open, invite, approval or closed")
    .option("--domains <LIST|none>", "domains whose addresses can sign up, such as a.example,b.example")
    .option("--name <NAME|none>", "the installation's name, also in emails")
    .option("--accent <COLOR|none>", "a color such as #0a7d5c")
    .option("--support-email <EMAIL|none>", "where people get help")
    .option("--docs <URL|none>", "the documentation of your API")
    .option("--terms <URL|none>", "the terms of service")
    .option("--api <URL|none>", "your own API, for examples")
    .does(async (_: [], options: Options) => change(set, options), { database: false });
  const logo = settings.command("logo") as Cli;
  logo
    .argument("<FILE|none>", "a PNG, WebP or SVG file of at most 48,000 bytes")
    .summary("upload the logo, or remove it")
    .description(
      "Uploads the installation's logo, which pages show from the next request on. none removes it.",
    )
    .does(async ([file]: [string]) => changeLogo(logo, file), { database: false });
}

async function changeLogo(command: Cli, file: string): Promise<Result> {
  const { readImage } = await import("#lib/settings/image.ts");
  const bytes = file === NONE ? null : await readFile(file).catch(() => null);
  if (!bytes && file !== NONE) return command.refuseValue("FILE", file, "can't be read.");
  const read = bytes ? readImage(bytes) : null;
  if (read && typeof read !== "string")
    return command.refuseValue("FILE", file, sentence("name", read.refused));
  await openDatabase();
  const [{ removeLogo, uploadLogo }, { bySystem }] = [
    await import("#lib/settings/logo.ts"),
    await import("#lib/audit/commit-audited.ts"),
  ];
  if (bytes) await uploadLogo(bySystem, bytes, new Date());
  else await removeLogo(bySystem, new Date());
  return did(bytes ? "Uploaded the logo." : "Removed the logo.", await (await load()).currentSettings());
}

async function change(set: Cli, options: Options): Promise<Result> {
  const wanted = await toChange(set, options);
  await openDatabase();
  const [{ changeSettings }, { bySystem }] = [await load(), await import("#lib/audit/commit-audited.ts")];
  const changed = await changeSettings(bySystem, wanted, new Date());
  return did("Changed the settings. They are in force with the next request.", changed);
}

const NONE = "none";

/** What the options mean, checked as the API checks it, before a database is needed. */
async function toChange(set: Cli, options: Options): Promise<SettingsChange> {
  const given = (Object.keys(OPTIONS) as Name[]).filter((name) => options[name] !== undefined);
  if (given.length === 0) return set.refuse("Nothing to change. Use at least one option.");
  const { SettingsChange } = await import("#lib/settings/schema.ts");
  const sent: Record<string, unknown> & { branding: Record<string, unknown> } = { branding: {} };
  for (const name of given) {
    const [setting, member] = OPTIONS[name].split(".") as [string, string?];
    if (member) sent.branding[member] = options[name] === NONE ? null : options[name];
    else sent[setting] = name === "domains" ? domainsOf(options[name]!) : options[name];
  }
  const parsed = SettingsChange.safeParse(sent);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  // With the dot, because one setting's name can begin with another's.
  const wrong = given.find((name) => `${path.join(".")}.`.startsWith(`${OPTIONS[name]}.`))!;
  return set.refuseValue(flagOf(set, wrong), options[wrong]!, sentence(wrong, message));
}

const domainsOf = (list: string) => (list === NONE ? [] : list.split(","));

const flagOf = (set: Cli, name: Name) => set.options.find((option) => option.attributeName() === name)!.long!;

function sentence(name: Name, message: string): string {
  if (name === "signup") return "must be open, invite, approval or closed.";
  if (name === "supportEmail") return values.EMAIL_EXPECTED;
  return `${message.charAt(0).toLowerCase()}${message.slice(1)}.`;
}
