import { defineConfig } from "drizzle-kit";
import { env } from "#env.ts";

const { dialect } = env.database;

// `npm run db:generate` writes the migrations for both engines, from the shared schema and the tables of each engine.
export default defineConfig({
  dialect,
  schema: ["./db/schema/*.ts", `./db/schema/${dialect}/*.ts`],
  out: `./db/migrations/${dialect}`,
});
