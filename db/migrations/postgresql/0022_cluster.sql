CREATE TABLE "epochs" (
	"shard" integer PRIMARY KEY NOT NULL,
	"number" bigint NOT NULL,
	"store" text NOT NULL,
	"redis_run_id" text,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"installation" text DEFAULT gen_random_uuid() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "instances" (
	"id" text PRIMARY KEY NOT NULL,
	"lock_number" serial NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"clock_ahead_ms" bigint NOT NULL,
	"redis_run_id" text
);
--> statement-breakpoint
-- After a crash, the counters are rebuilt from the request log. Rows are updated in place where there is room.
CREATE UNLOGGED TABLE "limit_counters" (
	"name" text PRIMARY KEY NOT NULL,
	"epoch" bigint NOT NULL,
	"covers_ms" bigint NOT NULL,
	"used" bigint NOT NULL,
	"times" bigint[] NOT NULL,
	"costs" bigint[] NOT NULL,
	"expires_ms" bigint NOT NULL
) WITH (fillfactor = 50);
