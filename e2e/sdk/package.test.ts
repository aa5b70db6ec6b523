import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData, type Problem } from "@arethetypeswrong/core";
// @ts-expect-error: it has no types.
import presetSmallLib from "@size-limit/preset-small-lib";
import { publint } from "publint";
import sizeLimit from "size-limit";
import { beforeAll, expect, test } from "vitest";
import { bin, run } from "#scripts/processes.ts";
import { generateTypes, TYPES } from "#sdk/typescript/generate.ts";
import { type InstalledSdk, installSdk } from "./install-sdk.ts";

const LARGEST_CLIENT_BYTES = 3000;
let sdk: InstalledSdk;

beforeAll(async () => {
  sdk = await installSdk();
  return sdk.remove;
}, 120_000);

test("the types are generated from the OpenAPI document (npm run sdk:types writes them)", () => {
  expect(readFileSync(TYPES, "utf8")).toBe(generateTypes());
});

test("publint has nothing to say", async () => {
  const { messages } = await publint({ pkgDir: sdk.folder, strict: true, pack: false });
  expect(messages).toEqual([]);
});

test("the types are right for import and for require", async () => {
  const result = await checkPackage(createPackageFromTarballData(readFileSync(sdk.tarball)), {
    entrypointsLegacy: false,
  } as never);
  expect(result.types && "problems" in result ? result.problems.filter(isReal) : result).toEqual([]);
});

/** `node10` knows no `exports`, so it finds no entry point but the main one. */
const isReal = (problem: Problem) => !("resolutionKind" in problem && problem.resolutionKind === "node10");

const TELLS_ERRORS_APART = `
  import * as sdk from "@latchkey/sdk";
  export function retryInSeconds(error: sdk.LatchkeyError): number | null {
    if (error instanceof sdk.ConfigurationError) throw error;
    if (error instanceof sdk.APITimeoutError) return 0;
    if (error instanceof sdk.APIConnectionError) return error.attempts;
    if (error instanceof sdk.APIError) {
      if (error instanceof sdk.NotFoundError) return null;
      if (error instanceof sdk.RateLimitError) return error.retryAfterSeconds;
      return error.status < 500 ? null : 1;
    }
    return error.type === "decode" ? null : 1;
  }
  export const isNotFound = (error: sdk.NotFoundError): "not_found" => error.type;
  // @ts-expect-error: another class
  export const isConflict = (error: sdk.ConflictError): sdk.NotFoundError => error;
  export const options = (apiKey: string | undefined): sdk.ClientOptions => ({ apiKey });
  export class Own extends sdk.NotFoundError {}
`;

test.for(["node16", "bundler"])(
  "a strict program tells the errors apart by their class: %s",
  async (kind) => {
    const file = join(sdk.directory, `${kind}.mts`);
    writeFileSync(file, TELLS_ERRORS_APART);
    const module = kind === "bundler" ? "esnext" : kind;
    const { output } = await run(
      bin("tsc"),
      [
        ...["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noPropertyAccessFromIndexSignature"],
        ...["--moduleResolution", kind, "--module", module, "--target", "es2022", file],
      ],
      { cwd: sdk.directory },
    );
    expect(output).toBe("");
  },
);

test(`the client is at most ${LARGEST_CLIENT_BYTES} bytes with gzip`, async () => {
  const sizes = await sizeLimit(presetSmallLib, {
    checks: [
      {
        files: [join(sdk.folder, "dist/esm/index.js")],
        import: { [join(sdk.folder, "dist/esm/index.js")]: "{ Latchkey }" },
        gzip: true,
      },
    ],
  } as never);
  const [{ size }] = sizes as unknown as [{ size: number }];
  expect(size).toBeGreaterThan(1000);
  expect(size).toBeLessThanOrEqual(LARGEST_CLIENT_BYTES);
});

const USE = `
  const client = new Latchkey({ apiKey: "lk_test_secret", baseUrl: "http://127.0.0.1:1", maxRetries: 0 });
  client.me.retrieve().catch((error) => {
    console.log(error instanceof APIConnectionError, error.type, new Gate({ url: "http://127.0.0.1:1" }) instanceof Gate);
    console.log(inspect(client, { depth: 9, showHidden: true }), inspect(error, { depth: 9 }), JSON.stringify(client));
  });`;
const IMPORT = `
  import { inspect } from "node:util";
  import { APIConnectionError, Latchkey } from "@latchkey/sdk";
  import { Gate } from "@latchkey/sdk/gate";${USE}`;
const REQUIRE = `
  const { inspect } = require("node:util");
  const { APIConnectionError, Latchkey } = require("@latchkey/sdk");
  const { Gate } = require("@latchkey/sdk/gate");${USE}`;

/** Node 20 where the machine has it; `bin("node")` is 24. */
const systemNode = execFileSync("/bin/sh", [
  "-c",
  "PATH=/usr/local/bin:/usr/bin:/bin command -v node || true",
])
  .toString()
  .trim();

test.for([
  { node: bin("node"), type: "module", program: IMPORT },
  { node: bin("node"), type: "commonjs", program: REQUIRE },
  ...(systemNode
    ? [
        { node: systemNode, type: "module", program: IMPORT },
        { node: systemNode, type: "commonjs", program: REQUIRE },
      ]
    : []),
])("it works in $node as $type, and prints no key", ({ node, type, program }) => {
  const output = execFileSync(node, [`--input-type=${type}`, "--eval", program], { cwd: sdk.directory });
  expect(output.toString()).toMatch(/^true connection true\n/);
  expect(output.toString()).not.toContain("lk_test_secret");
});
