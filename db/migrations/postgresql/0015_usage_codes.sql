-- Counts also tell why requests were refused. What was counted before keeps an empty code.
ALTER TABLE "usage_hours" ADD COLUMN "code" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_hours" DROP CONSTRAINT "usage_hours_workspace_id_hour_environment_route_status_pk";--> statement-breakpoint
ALTER TABLE "usage_hours" ADD CONSTRAINT "usage_hours_workspace_id_hour_environment_route_status_code_pk" PRIMARY KEY("workspace_id","hour","environment","route","status","code");
