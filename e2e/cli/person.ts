import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Developer, newDeveloper } from "#e2e/api/client.ts";
import type { TestServer } from "#e2e/test-server.ts";
import { bin, root } from "#scripts/processes.ts";

const PROGRAM = join(root, "sdk/cli/dist/latchkey.js");

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  stdin?: string;
  env?: Record<string, string>;
  cwd?: string;
  /** Ends the program with this signal after so many ms. */
  signalAfter?: [NodeJS.Signals, number];
}

/** Someone at a machine of their own: a home folder, and the program. */
export class Person {
  readonly home = mkdtempSync(join(tmpdir(), "latchkey-person-"));
  readonly #server: Pick<TestServer, "url">;

  constructor(server: Pick<TestServer, "url">) {
    this.#server = server;
    onTestFinished(() => rmSync(this.home, { recursive: true, force: true }));
    mkdirSync(join(this.home, "bin"));
    mkdirSync(join(this.home, "my-app"));
  }

  get env(): Record<string, string> {
    const { PATH = "" } = process.env;
    return { PATH, HOME: this.home, TZ: "UTC", LANG: "C.UTF-8", TERM: "xterm-256color" };
  }

  /** The file of the credential of a profile. */
  credentialsFile(profile = "default"): string {
    return join(this.home, ".local/state/latchkey/credentials", `${profile}.json`);
  }

  credential(profile?: string) {
    return JSON.parse(readFileSync(this.credentialsFile(profile), "utf8"));
  }

  /** Starts `latchkey …` in a pipe, without a terminal. */
  start(words: string[], { env, cwd }: RunOptions = {}): ChildProcess {
    return spawn(bin("node"), [PROGRAM, ...words], {
      cwd: cwd ?? join(this.home, "my-app"),
      env: { ...this.env, ...env } as unknown as NodeJS.ProcessEnv,
      stdio: ["pipe", "pipe", "pipe"],
    });
  }

  /** Runs `latchkey …` in a pipe, without a terminal. */
  async run(words: string[], options: RunOptions = {}): Promise<Ended> {
    const child = this.start(words, options);
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(options.stdin ?? "");
    const [signal, afterMs] = options.signalAfter ?? [];
    const timer = signal && setTimeout(() => child.kill(signal), afterMs);
    const ended = await output(child);
    clearTimeout(timer);
    return ended;
  }

  /** Logs in with a password from stdin. */
  logIn({ email, password }: Developer, ...more: string[]): Promise<Ended> {
    return this.run(["login", "--email", email, "--base-url", this.#server.url, ...more], {
      stdin: `${password}\n`,
    });
  }

  /** Logs in with a key from stdin. */
  logInWithKey(secret: string, ...more: string[]): Promise<Ended> {
    return this.run(["login", "--api-key", "--base-url", this.#server.url, ...more], {
      stdin: `${secret}\n`,
    });
  }

  /** Runs a command in a terminal of 80 columns, and gives what it shows. `typed` is what the person answers to a question. */
  async inTerminal(words: string, env: Record<string, string> = {}, typed = "") {
    const inTerminal = `stty cols 80 rows 40 && exec ${this.command} ${words}`;
    const child = spawn("script", ["--quiet", "--return", "--command", inTerminal, "/dev/null"], {
      cwd: join(this.home, "my-app"),
      env: { ...this.env, ...env } as unknown as NodeJS.ProcessEnv,
      stdio: ["pipe", "pipe", "pipe"],
    });
    let asked = "";
    child.stdout.on("data", function typeWhenAsked(chunk) {
      asked += chunk;
      if (!/Yes.*No/s.test(asked)) return;
      child.stdout.off("data", typeWhenAsked);
      child.stdin.write(typed);
    });
    const ended = await output(child);
    child.stdin.destroy();
    return { code: ended.code, text: ended.stdout.replaceAll("\r\n", "\n") };
  }

  /** The program, to start it in another way: a command for a shell. */
  get command(): string {
    return `${bin("node")} ${PROGRAM}`;
  }
}

/** Collects what a process writes until it has ended. */
export async function output(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout, stderr };
}

/** Someone with an account, who is logged in. */
export async function loggedIn(server: TestServer): Promise<{ person: Person; developer: Developer }> {
  const developer = await newDeveloper(server);
  const person = new Person(server);
  const { code, stderr } = await person.logIn(developer);
  if (code !== 0) throw new Error(`The login failed: ${stderr}`);
  return { person, developer };
}

/** The data that a command printed as JSON. Throws if it was refused. */
export async function data(person: Person, words: string[], options?: RunOptions) {
  const { code, stdout, stderr } = await person.run(words, options);
  if (code !== 0) throw new Error(`latchkey ${words.join(" ")} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
