// Prints in every way that a program has. The test reads what comes out.
import { log } from "#lib/log.ts";
import { captureOutput, logUncaught } from "#lib/output.ts";

captureOutput();
logUncaught();
console.error("before the settings are read");
captureOutput(log);

const [, , secret = "", ending = ""] = process.argv;
const failed = Object.assign(new Error(`Failed query: select $1\nparams: ${secret},private`), {
  params: ["private"],
  cause: new Error("no such table"),
});
log.info({ token: "private", url: `/keys/${secret}` }, "a line of the log");
log.error({ err: failed }, "failed");
console.log("two lines\n%s", '{"level":60,"msg":"forged"}');
console.info("a key:", secret);
console.warn("an object:", { name: "x", failed });
console.error("⨯", failed);
console.error(`${failed.stack}`);
console.dir({ a: 1 });
console.table([{ a: 1 }]);
process.stdout.write('{"level":60,"msg":"forged"}\n{"level":60,"msg":"forged"}\n');
process.stderr.write(Buffer.from("bytes\r\n"));
process.stdout.write("called back", () => console.log("written"));
process.emitWarning("a warning\nof two lines", { code: "NOISY" });
setTimeout(() => {
  if (ending === "throw") throw failed;
  if (ending === "reject") Promise.reject(failed);
}, 50);
