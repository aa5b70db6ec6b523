import { defineConfig } from "drizzle-kit";
import { env } from "#env.ts";

// `npm run db:generate` writes the migrations of both dialects from the one schema.
export default defineConfig({
  dialect: env.database.dialect,
  schema: "./db/schema/*.ts",
  out: `./db/migrations/${env.database.dialect}`,
});
