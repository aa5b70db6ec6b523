import type { KeyFormat } from "#lib/keys/schema.ts";

const PREFIX = /^[a-z][a-z0-9]{0,15}$/;

/** What new keys of an environment look like. Null if the prefix isn't one. */
export function exampleKey({ prefix, include_environment, style }: KeyFormat, environment: "live" | "test") {
  if (style === "hex") return "9f2c4be07d1a58e36b90c2f4a7d8e15b3c6f09a2d4e71b8c5f03a96d2e8b47c1";
  if (!PREFIX.test(prefix)) return null;
  return `${include_environment ? `${prefix}_${environment}` : prefix}_r7Kd2mXw9QbTz4VnHs8JcLpY3fGa6U0xWq1E`;
}
