import { expect, test } from "vitest";
import { ApiProblem } from "#components/api-client.ts";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";

const form = (name: string) => {
  const data = new FormData();
  data.append("name", name);
  return data;
};
const problem = (status: number, code: string) => new ApiProblem(status, { code });

/** Sends inputs one after the other, each with its outcome, and returns what was sent. */
async function attempts(...steps: [name: string, outcome?: ApiProblem][]): Promise<Attempt<string>[]> {
  const input = new IdempotentInput<string>();
  const sent: Attempt<string>[] = [];
  let moment = 0;
  for (const [name, outcome] of steps) {
    moment += 1;
    const at = moment;
    const sending = input.send(
      form(name),
      (data) => `${data.get("name")} at ${at}`,
      async (attempt) => {
        sent.push(attempt);
        if (outcome) throw outcome;
        return "answer";
      },
    );
    if (outcome) await expect(sending).rejects.toBe(outcome);
    else expect(await sending).toBe("answer");
  }
  return sent;
}

const lost = problem(0, "unreachable");
const invalid = problem(422, "validation_failed");

test.each([
  ["lost", lost],
  ["a 503", problem(503, "unavailable")],
  ["that the first is still running", problem(409, "idempotency_in_progress")],
  ["an error", invalid],
])("the same input is sent with the same key and body after the answer was %s", async (_, outcome) => {
  const [first, second] = await attempts(["a", outcome], ["a"]);
  expect(second).toEqual(first);
  expect(first?.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
  expect(first?.body).toBe("a at 1");
});

test("another input after an answer gets another key", async () => {
  const [first, second] = await attempts(["a", invalid], ["b"]);
  expect(second?.body).toBe("b at 2");
  expect(second?.idempotencyKey).not.toBe(first?.idempotencyKey);
});

test("another input after a lost answer keeps the key, so that the server can refuse it", async () => {
  const [first, second] = await attempts(["a", lost], ["b"]);
  expect(second?.body).toBe("b at 2");
  expect(second?.idempotencyKey).toBe(first?.idempotencyKey);
});

test("when the server has refused the key, the next attempt gets another one", async () => {
  const sent = await attempts(["a", lost], ["b", problem(422, "idempotency_key_reused")], ["b"]);
  expect(sent[2]?.idempotencyKey).not.toBe(sent[1]?.idempotencyKey);
});

test("two forms have different keys", async () => {
  const [[first], [second]] = [await attempts(["a"]), await attempts(["a"])];
  expect(first?.idempotencyKey).not.toBe(second?.idempotencyKey);
});
