import { expect, test } from "vitest";
import { contracting, contractingMigrations, migrationsAfter } from "#scripts/contracting-migrations.ts";

const migration = (...statements: string[]) => [
  { name: "0099_next", sql: statements.join(";--> statement-breakpoint\n") },
];

test.each([
  'DROP TABLE "api_keys"',
  'ALTER TABLE "api_keys" DROP COLUMN "name"',
  'ALTER TABLE "api_keys" RENAME COLUMN "name" TO "title"',
  'ALTER TABLE "api_keys" RENAME TO "keys"',
  'ALTER TABLE "api_keys" ADD COLUMN "team" text NOT NULL',
  'ALTER TABLE "api_keys" ADD COLUMN "slug" text DEFAULT gen_random_uuid() UNIQUE',
  'ALTER TABLE "api_keys" ALTER COLUMN "name" SET NOT NULL',
  'ALTER TABLE "api_keys" ALTER COLUMN "name" SET DATA TYPE integer',
  'ALTER TABLE "api_keys" ADD CONSTRAINT "short" CHECK (length(name) < 9)',
  'CREATE UNIQUE INDEX "names" ON "api_keys" USING btree ("name")',
  'CREATE INDEX "ips" ON "requests" USING btree ("ip")',
  'DROP INDEX "api_keys_creator"',
  "DROP VIEW request_log",
  'UPDATE "plans" SET "is_default" = true',
  'DELETE FROM "sessions"',
  "CREATE TRIGGER t BEFORE INSERT ON api_keys EXECUTE FUNCTION f()",
  "CREATE OR REPLACE FUNCTION decide() RETURNS void LANGUAGE sql AS $$ select 1 $$",
])("a migration can't have: %s", (statement) => {
  const wrong = contracting(migration('CREATE TABLE "teams" ("id" text)', statement), {});
  expect(wrong).toHaveLength(1);
  expect(wrong[0]).toContain(`0099_next: ${statement}`);
});

test.each([
  'CREATE TABLE "teams" (\n\t"id" text PRIMARY KEY NOT NULL\n)',
  'CREATE UNLOGGED TABLE "counters" ("name" text PRIMARY KEY NOT NULL) WITH (fillfactor = 50)',
  'ALTER TABLE "api_keys" ADD COLUMN "team" text',
  'ALTER TABLE "api_keys" ADD COLUMN "generation" integer DEFAULT 0 NOT NULL',
  'ALTER TABLE "api_keys" ALTER COLUMN "name" SET DEFAULT \'new\'',
  'CREATE INDEX "teams_of" ON "api_keys" USING btree ("name")',
])("a migration can have: %s", (statement) => {
  expect(contracting(migration(`-- Why.\n${statement}`), {})).toEqual([]);
});

test("a table that is new for the previous version, too, can be changed in any way", () => {
  const sql = [
    'CREATE TABLE "teams" ("id" text)',
    'CREATE UNIQUE INDEX "names" ON "teams" USING btree ("name")',
    'ALTER TABLE "teams" ADD CONSTRAINT "fk" FOREIGN KEY ("id") REFERENCES "public"."workspaces"("id")',
    `INSERT INTO "teams" SELECT id FROM workspaces`,
    'ALTER TABLE "teams" RENAME COLUMN "id" TO "team_id"',
  ];
  expect(contracting(migration(...sql), {})).toEqual([]);
});

test("a statement with a reason is accepted, and a reason without its statement isn't", () => {
  const drop = 'ALTER TABLE "api_keys" DROP COLUMN "note"';
  const survived = { [`0099_next: ${drop}`]: "no longer used since 0.2.0" };
  expect(contracting(migration(drop), survived)).toEqual([]);
  expect(contracting(migration(), survived)[0]).toContain("no such statement is refused");
});

test("earlier migrations that contracted are found, so the format of this project's files is understood", () => {
  const wrong = contracting(migrationsAfter("0000_foundation"), {}).join("\n");
  for (const name of ["0002_no_marks", "0007_request_log_direct", "0016_list_indexes"])
    expect(wrong).toContain(`${name}: DROP`);
  expect(wrong).not.toContain("0022_cluster");
  expect(wrong).not.toContain("0023_limit_generations");
});

test("the previous version survives the migrations after its own", () => {
  expect(contractingMigrations()).toEqual([]);
});
