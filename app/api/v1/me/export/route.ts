import { exportAccount } from "#lib/accounts/export.ts";
import { AccountExport, ExportQuery } from "#lib/accounts/export-schema.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const GET = endpoint({
  summary: "Export your data",
  description:
    "Everything that is stored about you: your profile, memberships, sessions, the API keys that you created (without secrets), what you did according to the audit log, and from where you sent requests. Keys and events come in pages.",
  tag: "Accounts",
  access: "person",
  query: ExportQuery,
  returns: AccountExport,
  problems: ["invalid_cursor"],
  handle: ({ actor, query }) => exportAccount(actor, query),
});
