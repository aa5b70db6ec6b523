CREATE TABLE "arrivals" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"workspace_id" text,
	"environment" text NOT NULL,
	"key_id" text,
	"hint" text,
	"user_id" text,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"route" text NOT NULL,
	"status" integer NOT NULL,
	"code" text,
	"cost" integer NOT NULL,
	"latency_micros" integer NOT NULL,
	"ip" text,
	"user_agent" text,
	"checks" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "versions" (
	"name" text PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL
);
--> statement-breakpoint
-- What was not counted when the former roll-up ended.
INSERT INTO usage_hours (workspace_id, environment, hour, route, status, total, cost)
SELECT workspace_id, environment, date_trunc('hour', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC', method || ' ' || route, status, count(*), sum(cost) FROM requests
WHERE key_id IS NOT NULL AND seq > coalesce((SELECT m.seq FROM marks m WHERE m.name = 'usage'), 0) GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (workspace_id, hour, environment, route, status) DO UPDATE SET total = usage_hours.total + excluded.total, cost = usage_hours.cost + excluded.cost;
--> statement-breakpoint
INSERT INTO usage_key_days (key_id, day, status, workspace_id, environment, total, last_accepted_at)
SELECT key_id, date_trunc('day', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC', status, workspace_id, environment, count(*), max(CASE WHEN cost > 0 THEN at END) FROM requests
WHERE key_id IS NOT NULL AND seq > coalesce((SELECT m.seq FROM marks m WHERE m.name = 'usage'), 0) GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (key_id, day, status) DO UPDATE SET total = usage_key_days.total + excluded.total, last_accepted_at = coalesce(excluded.last_accepted_at, usage_key_days.last_accepted_at);
--> statement-breakpoint
-- The whole ledger.
CREATE VIEW ledger AS
SELECT id, at, workspace_id, environment, key_id, hint, user_id, method, path, route, status, code, cost, latency_micros, ip, user_agent, checks FROM requests
UNION ALL
SELECT id, at, workspace_id, environment, key_id, hint, user_id, method, path, route, status, code, cost, latency_micros, ip, user_agent, checks FROM arrivals;
