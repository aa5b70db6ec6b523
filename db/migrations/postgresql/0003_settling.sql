CREATE TABLE "settling" (
	"up_to" bigint PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"seq" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "requests_id_unique";
--> statement-breakpoint
INSERT INTO settling (up_to, key, seq) VALUES (0, '', 0);
--> statement-breakpoint
-- What of the arrivals is not settled: all that comes after the mark.
CREATE VIEW unsettled AS
SELECT seq, id, at, workspace_id, environment, key_id, hint, user_id, method, path, route, status, code, cost, latency_micros, ip, user_agent, checks FROM arrivals
WHERE seq > (SELECT s.up_to FROM settling s) OR ((coalesce(workspace_id, '') || '/' || coalesce(key_id, '')) COLLATE "C", seq) > (SELECT s.key, s.seq FROM settling s);
--> statement-breakpoint
DROP VIEW ledger;
--> statement-breakpoint
-- The whole ledger.
CREATE VIEW ledger AS
SELECT id, at, workspace_id, environment, key_id, hint, user_id, method, path, route, status, code, cost, latency_micros, ip, user_agent, checks FROM requests
UNION ALL
SELECT id, at, workspace_id, environment, key_id, hint, user_id, method, path, route, status, code, cost, latency_micros, ip, user_agent, checks FROM unsettled;
