// Loaded before a command (`--import`): kills its process, as `kill -9` does, before the write statement with the number
// KILL_AT_WRITE, and prints how many there were if it ends by itself. The command knows nothing about it. A server, which
// is started several times, reads the number from KILL_AT_FILE. With KILL_AT_TABLE, only writes to this table count.
import { appendFileSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const Database = require("better-sqlite3");
const pg = require("pg");

const WRITES = /^\s*(begin|commit|insert|update|delete|with|create|truncate)\b/i;
const { KILL_AT_WRITE, KILL_AT_FILE, KILL_AT_TABLE = "", WRITES_FILE } = process.env;
const killAt = Number(KILL_AT_FILE ? readFileSync(KILL_AT_FILE, "utf8") : KILL_AT_WRITE);
let writes = 0;

/** Counts a statement, and kills the process when it is time. */
function count(text) {
  if (!WRITES.test(text ?? "") || !text.includes(KILL_AT_TABLE)) return;
  writes += 1;
  if (writes === killAt) process.kill(process.pid, "SIGKILL");
}

function before(prototype, name, textOf) {
  const original = prototype[name];
  prototype[name] = function (...args) {
    count(textOf(this, args));
    return original.apply(this, args);
  };
}

const statement = Object.getPrototypeOf(new Database(":memory:").prepare("select 1"));
for (const name of ["run", "get", "all"]) before(statement, name, (self) => self.source);
before(Database.prototype, "exec", (_, [text]) => text);
before(pg.Client.prototype, "query", (_, [query]) => (typeof query === "string" ? query : query?.text));

if (WRITES_FILE) process.once("exit", () => appendFileSync(WRITES_FILE, `${writes}\n`));
