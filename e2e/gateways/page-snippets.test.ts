// What the pages about gateways show besides whole configurations, which are the files in examples/ that other tests run.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, inject, test } from "vitest";
import { type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import type { Edit } from "#e2e/gateways/gateway.ts";
import { useGateway } from "#e2e/gateways/gateway-under-test.ts";
import { connectTo } from "#e2e/test-server.ts";
import { root } from "#scripts/processes.ts";
import type { Gateway } from "#scripts/programs.ts";

const server = connectTo(inject("server"));
let developer: Developer;
beforeEach(async () => {
  developer = await newDeveloper(server);
});
const keyWith = async (...scopes: string[]) => (await newKey(server, developer, { scopes })).secret;

/** The first example of a page: the whole configuration comes last. */
function snippetOf(gateway: Gateway): string {
  const page = readFileSync(join(root, `content/docs/gateways/${gateway}.mdx`), "utf8");
  const [, code] = new RegExp(`^\`\`\`${gateway}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(page) ?? [];
  if (!code) throw new Error(`There is no example in the page about ${gateway}`);
  return code;
}

/** Puts the example of its page into a configuration, in the place of, or before, a line of it. */
const withSnippet =
  (gateway: Gateway, line: RegExp, keep: boolean): Edit =>
  (configuration, port) => {
    // The name of HAProxy's socket, which a test has to change, too.
    const snippet = snippetOf(gateway).replaceAll("abns@latchkey-gate", `abns@latchkey-gate-${port}`);
    const edited = configuration.replace(line, (found) => snippet + (keep ? found : ""));
    if (edited === configuration) throw new Error(`There is no ${line} in the configuration of ${gateway}`);
    return edited;
  };

/** How much a developer's requests have counted against the plan's limit of 60. */
const countedOf = ({ headers }: { headers: Headers }) => 60 - Number(headers.get("x-ratelimit-remaining"));

describe("nginx", () => {
  const edit = withSnippet("nginx", /^ {2}location \/ \{$/m, true);
  const front = useGateway("nginx", () => server.gateUrl, edit);

  test("a location with its own parameters needs more scopes and costs more", async () => {
    const [reading, both] = [await keyWith("data:read"), await keyWith("data:read", "data:write")];
    expect((await front.ask({ path: "/v1/exports/a", key: reading })).status).toBe(403);
    expect(front.upstream.seen).toEqual([]);
    const answer = await front.ask({ path: "/v1/exports/a", key: both });
    expect([answer.status, countedOf(answer)]).toEqual([200, 10]);
    const other = await front.ask({ path: "/v1/orders", key: reading });
    expect([other.status, countedOf(other)]).toEqual([200, 11]);
  });
});

describe("HAProxy", () => {
  const edit = withSnippet("haproxy", /^ {2}http-request lua\.ask-gate .*\n/m, false);
  const front = useGateway("haproxy", () => server.gateUrl, edit);

  test("requests that write need another scope and cost more", async () => {
    const [reading, writing] = [await keyWith("data:read"), await keyWith("data:write")];
    const read = await front.ask({ key: reading });
    expect([read.status, countedOf(read)]).toEqual([200, 1]);
    expect((await front.ask({ method: "POST", key: reading, body: "{}" })).status).toBe(403);
    const written = await front.ask({ method: "POST", key: writing, body: "{}" });
    expect([written.status, countedOf(written)]).toEqual([200, 6]);
    expect(front.upstream.seen.map(({ method }) => method)).toEqual(["GET", "POST"]);
  });
});
