-- Older hours are counted, too, in parts. How far that is can be continued after a crash.
ALTER TABLE "key_hours_counted" ADD COLUMN "counting_hour" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "key_hours_counted" ADD COLUMN "counting_workspace_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "key_hours_counted" ADD COLUMN "counting_from" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "key_hours_counted" ADD COLUMN "uncounted_up_to" bigint;
