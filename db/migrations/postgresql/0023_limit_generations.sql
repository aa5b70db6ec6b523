ALTER TABLE "api_keys" ADD COLUMN "limit_generation" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "limits_generation" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "limits_generation" integer DEFAULT 0 NOT NULL;