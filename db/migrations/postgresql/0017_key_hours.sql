-- Keys are also counted by hour, from the next whole hour on.
CREATE TABLE "key_hours_counted" (
	"since" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "usage_key_hours" (
	"workspace_id" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"key_id" text NOT NULL,
	"status" integer NOT NULL,
	"environment" text NOT NULL,
	"total" integer NOT NULL,
	CONSTRAINT "usage_key_hours_workspace_id_hour_key_id_status_pk" PRIMARY KEY("workspace_id","hour","key_id","status")
);
--> statement-breakpoint
-- Each hour is counted when it is over.
INSERT INTO "key_hours_counted" ("since", "until") SELECT start, start FROM (SELECT date_trunc('hour', now(), 'UTC') + interval '1 hour' AS start) AS next;
