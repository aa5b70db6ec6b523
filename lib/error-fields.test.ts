import { DrizzleQueryError } from "drizzle-orm/errors";
import { expect, test } from "vitest";
import { errorFields } from "#lib/error-fields.ts";

const PARAMETERS = ["ada@example.com", "Ada\nparams: \n    at hidden", "$argon2id$v=19$hash"];

const postgresqlError = (code: string, message: string) =>
  Object.assign(new Error(message), {
    code,
    severity: "ERROR",
    table: "users",
    detail: "Key (email)=(ada@example.com) already exists.",
    where: "unnamed portal parameter $1 = 'ada@example.com'",
    parameters: PARAMETERS,
    hint: "ada@example.com",
  });

const failedStatement = (cause: Error) =>
  new DrizzleQueryError("insert into users (email, name, hash) values ($1, $2, $3)", PARAMETERS, cause);

test("of a failed statement, the log shows where and why, but no value", () => {
  const error = failedStatement(postgresqlError("23505", 'violates unique constraint "users_email"'));
  const fields = errorFields(new Error("sign-up failed", { cause: error }));
  expect(fields).toMatchObject({
    message: "sign-up failed",
    cause: {
      message: "Failed query: insert into users (email, name, hash) values ($1, $2, $3)",
      cause: { code: "23505", table: "users", message: 'violates unique constraint "users_email"' },
    },
  });
  expect(fields.stack).toContain("error-fields.test.ts");
  expect(fields.cause!.stack).toContain("error-fields.test.ts");
  expect(JSON.stringify(fields)).not.toMatch(/ada@example|Ada|argon2|hidden/);
});

test.each([
  ['invalid input syntax for type integer: "ada@example.com"', 'invalid input syntax for type integer: "…"'],
  ['value "ada@"example.com" is out of range', 'value "…" is out of range'],
  ["division by zero", "division by zero"],
])("PostgreSQL's data exceptions are logged without the value they quote: %s", (message, shown) => {
  const fields = errorFields(failedStatement(postgresqlError("22P02", message)));
  expect(fields.cause!.message).toBe(shown);
  expect(JSON.stringify(fields)).not.toContain("ada@");
});

test("a failed statement that another error quotes is logged without its values", () => {
  const quoted = new Error(`page failed: ${failedStatement(new Error("no such table: users")).message}`);
  expect(JSON.stringify(errorFields(quoted))).not.toMatch(/ada@example|argon2/);
});

test("other members of an error stay out of the log, such as a URL with a password", () => {
  const error = Object.assign(new TypeError("Invalid URL"), {
    code: "ERR_INVALID_URL",
    input: "postgres://a:b@c",
  });
  const { stack, ...fields } = errorFields(error);
  expect(stack).toMatch(/^TypeError: Invalid URL\n {4}at /);
  expect(fields).toEqual({ type: "TypeError", message: "Invalid URL", code: "ERR_INVALID_URL" });
});

test("several errors in one, and errors that cause each other, are bounded", () => {
  const refused = Array.from({ length: 5 }, (_, i) => new Error(`refused ${i}`));
  expect(errorFields(new AggregateError(refused, "")).errors).toHaveLength(3);
  const [one, other]: Error[] = [new Error("one"), new Error("other")];
  one!.cause = other;
  other!.cause = one;
  expect(JSON.stringify(errorFields(one)).length).toBeLessThan(20_000);
});

test.each([
  ["a text", "string"],
  [null, "object"],
  [{ token: "x" }, "object"],
  [undefined, "undefined"],
])("something else than an error is logged by its type: %j", (thrown, type) => {
  expect(errorFields(thrown)).toMatchObject({ type });
  expect(JSON.stringify(errorFields(thrown))).not.toContain("token");
});
