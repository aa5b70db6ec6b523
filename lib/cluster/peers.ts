import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { clockMs } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import { GroupCommit } from "#lib/request-log/group-commit.ts";

/** How long readers wait for an instance that doesn't answer, and how old what it might still log can be. */
const ANSWER_LIMIT_MS = 1000;
const SILENT_MS = 10_000;
/** How far behind the asking instance's clock another one's may be, so that it waits before it answers. */
const LONGEST_SKEW_MS = 50;
/** Notifications have up to 8,000 bytes. If more workspaces are asked for, the question is about all of them. */
const MOST_WORKSPACES = 200;

/** A workspace's ID; null: all workspaces. */
type Whose = string | null;

/** Sends a text to all instances, this one too. Returns the IDs of those that get it. */
export type Send = (text: string) => Promise<string[]>;

/** What an instance promises for each workspace: a time (epoch milliseconds) from before which it will log nothing more. */
export type Promises = (whose: Whose[]) => Promise<number[]>;

interface Question {
  ask: string;
  answer?: undefined;
  from: string;
  whose: Whose[];
  /** The asking instance's time. */
  nowMs: number;
}

interface Answer {
  ask?: undefined;
  answer: string;
  to: string;
  from: string;
  promises: number[];
}

/** Null: not a message of this version. */
function messageOf(text: string): Question | Answer | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Asks the other instances of a cluster from when on requests of a workspace may still be logged, and answers them. One
 * question at a time is under way: those that come meanwhile are asked together.
 */
export class Peers {
  readonly #id: string;
  readonly #send: Send;
  readonly #own: Promises;
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  /** The instances that didn't answer the last question. They are still asked, but nobody waits for them. */
  readonly #silent = new Set<string>();
  readonly #questions = new GroupCommit<Whose, number>((whose) => this.#ask(whose));

  constructor(id: string, send: Send, own: Promises) {
    this.#id = id;
    this.#send = send;
    this.#own = own;
  }

  /** The time (epoch milliseconds) from before which no other instance will log a request of this workspace any more. */
  settledBefore(workspaceId: Whose): Promise<number> {
    return this.#questions.add(workspaceId);
  }

  /** Handles what another instance has sent. */
  receive(text: string): void {
    const message = messageOf(text);
    if (message?.from === this.#id) return;
    if (message?.answer === undefined) {
      if (message?.ask) void this.#reply(message).catch(() => {});
    } else if (message.to === this.#id) {
      // Also if nobody waits for the answer any more: from now on, it's waited for again.
      this.#silent.delete(message.from);
      this.#waiting.get(message.answer)?.(message);
    }
  }

  async #reply({ ask, from, whose, nowMs }: Question): Promise<void> {
    // Otherwise a reader who has just made a request at the asking instance wouldn't find it.
    const behindMs = nowMs + 1 - clockMs();
    if (behindMs > 0) await delay(Math.min(behindMs, LONGEST_SKEW_MS));
    const promises = await this.#own(whose);
    const answer: Answer = { answer: ask, to: from, from: this.#id, promises };
    await this.#send(JSON.stringify(answer));
  }

  /** Never throws: of an instance that can't be asked, only what it might have decided long ago counts as logged. */
  async #ask(rows: Whose[]): Promise<number[]> {
    const nowMs = clockMs();
    const unique = [...new Set(rows)];
    const whose = unique.length > MOST_WORKSPACES ? [null] : unique;
    const question: Question = { ask: randomBytes(6).toString("hex"), from: this.#id, whose, nowMs };
    const settled = await this.#answersTo(question).catch(() => null);
    return rows.map((row) => {
      if (!settled) return nowMs - SILENT_MS;
      return settled[whose.length === unique.length ? unique.indexOf(row) : 0]!;
    });
  }

  async #answersTo(question: Question): Promise<number[]> {
    const answers = new Map<string, number[]>();
    const { promise: changed, resolve } = Promise.withResolvers<void>();
    let missing: string[] | null = null;
    const look = () => {
      if (missing?.every((id) => answers.has(id) || this.#silent.has(id))) resolve();
    };
    this.#waiting.set(question.ask, ({ from, promises }) => {
      answers.set(from, promises);
      look();
    });
    try {
      missing = (await this.#send(JSON.stringify(question))).filter((id) => id !== this.#id);
      look();
      await Promise.race([changed, delay(ANSWER_LIMIT_MS, undefined, { ref: false })]);
    } finally {
      this.#waiting.delete(question.ask);
    }
    this.#noteSilent(missing.filter((id) => !answers.has(id)));
    return question.whose.map((_, i) =>
      Math.min(...missing!.map((id) => answers.get(id)?.[i] ?? question.nowMs - SILENT_MS)),
    );
  }

  #noteSilent(silent: string[]): void {
    for (const instance of silent)
      if (!this.#silent.has(instance))
        log.warn(
          { silent: instance },
          "another instance doesn't answer, so readers of the log are held back",
        );
    this.#silent.clear();
    for (const id of silent) this.#silent.add(id);
  }
}
