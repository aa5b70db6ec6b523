import { defineConfig } from "drizzle-kit";
import { env } from "#env.ts";

const { dialect } = env.database;

// `npm run db:generate` writes the migrations of both dialects: from the one schema, and from what one engine alone has.
export default defineConfig({
  dialect,
  schema: ["./db/schema/*.ts", `./db/schema/${dialect}/*.ts`],
  out: `./db/migrations/${dialect}`,
});
