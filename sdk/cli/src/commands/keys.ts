import type { Cli } from "../command.ts";
import { addKeyChanges } from "./key-changes.ts";
import { addKeyCreation } from "./key-creation.ts";
import { addKeyList } from "./key-list.ts";
import { addKeyVerification } from "./key-verification.ts";

export function addKeys(cli: Cli): void {
  const keys = cli.group("keys", "list, create, rotate and revoke API keys");
  addKeyList(keys);
  addKeyCreation(keys);
  addKeyChanges(keys);
  addKeyVerification(keys);
}
