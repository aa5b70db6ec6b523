import { expect, test } from "vitest";
import {
  dialect,
  migrations,
  migrationsUpTo,
  moment,
  postgresqlDatabase,
  shown,
  sqliteDatabase,
} from "#e2e/unit/old-database.ts";

test("a user who hasn't verified their email becomes a sign-up, whose link and queued email still work", async () => {
  const database = dialect === "sqlite" ? sqliteDatabase() : await postgresqlDatabase("UTC");
  await database.migrate(
    migrationsUpTo(dialect === "sqlite" ? "0005_request_log_names" : "0007_request_log_direct"),
  );
  const [past, future] = [moment("2026-03-05T10:00:00Z"), moment("2099-01-01T00:00:00Z")];
  for (const [name, verified] of [
    ["ada", past],
    ["bob", "null"],
  ]) {
    await database.query(
      `insert into users (id, email, name, password_hash, email_verified_at, operator, created_at)
       values ('usr_${name}', '${name}@example.test', '${name}', 'hash of ${name}', ${verified}, false, ${past})`,
    );
    await database.query(
      `insert into codes (token_hash, user_id, purpose, created_at, expires_at, used_at)
       values ('code of ${name}', 'usr_${name}', 'verify_email', ${past}, ${future}, ${verified})`,
    );
    await database.query(
      `insert into mails (id, kind, user_id, created_at, attempts, due_at)
       values ('mail_${name}', 'verify_email', 'usr_${name}', ${past}, 0, ${past})`,
    );
  }
  await database.migrate(migrations);
  expect(await database.query("select id from users")).toEqual([{ id: "usr_ada" }]);
  const [signUp, ...others] = await database.query("select * from sign_ups");
  expect(others).toEqual([]);
  expect(signUp).toMatchObject({
    id: "sup_bob",
    email: "bob@example.test",
    name: "bob",
    password_hash: "hash of bob",
    cookie_hash: null,
  });
  expect(shown(signUp!.created_at)).toBe("2026-03-05T10:00:00");
  const inHours = (new Date(shown(signUp!.expires_at)!.concat("Z")).getTime() - Date.now()) / 3_600_000;
  expect(inHours).toBeGreaterThan(23.9);
  expect(inHours).toBeLessThanOrEqual(24);
  const owners = [
    { user_id: "usr_ada", sign_up_id: null },
    { user_id: null, sign_up_id: "sup_bob" },
  ];
  for (const table of ["codes", "mails"])
    expect(
      await database.query(`select user_id, sign_up_id from ${table} order by user_id nulls last`),
    ).toEqual(owners);
  await database.end();
});
