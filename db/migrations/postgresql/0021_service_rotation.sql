ALTER TABLE "service_credentials" ADD COLUMN "previous_secret_hash" text;--> statement-breakpoint
ALTER TABLE "service_credentials" ADD COLUMN "previous_expires_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "service_credentials" ADD CONSTRAINT "service_credentials_previous_secret_hash_unique" UNIQUE("previous_secret_hash");