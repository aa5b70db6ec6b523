-- Names only: every row stays. The views are made again, because their text names the tables.
DROP VIEW ledger;
--> statement-breakpoint
DROP VIEW unsettled;
--> statement-breakpoint
ALTER TABLE arrivals RENAME TO staged_requests;
--> statement-breakpoint
ALTER TABLE staged_requests RENAME CONSTRAINT arrivals_pkey TO staged_requests_pkey;
--> statement-breakpoint
ALTER TABLE settling RENAME TO compaction_checkpoint;
--> statement-breakpoint
ALTER TABLE compaction_checkpoint RENAME CONSTRAINT settling_pkey TO compaction_checkpoint_pkey;
--> statement-breakpoint
ALTER TABLE versions RENAME TO cache_versions;
--> statement-breakpoint
ALTER TABLE cache_versions RENAME CONSTRAINT versions_pkey TO cache_versions_pkey;
--> statement-breakpoint
-- The staged rows that are not compacted yet: of the batch on its way, only what comes after the checkpoint.
CREATE VIEW staged AS
SELECT seq, id, at, workspace_id, environment, key_id, hint, user_id, method, path, route, status, code, cost, latency_micros, ip, user_agent, checks FROM staged_requests
WHERE seq > (SELECT c.up_to FROM compaction_checkpoint c) OR ((coalesce(workspace_id, '') || '/' || coalesce(key_id, '')) COLLATE "C", seq) > (SELECT c.key, c.seq FROM compaction_checkpoint c);
--> statement-breakpoint
-- The whole request log: compacted rows and staged ones.
CREATE VIEW request_log AS
SELECT id, at, workspace_id, environment, key_id, hint, user_id, method, path, route, status, code, cost, latency_micros, ip, user_agent, checks FROM requests
UNION ALL
SELECT id, at, workspace_id, environment, key_id, hint, user_id, method, path, route, status, code, cost, latency_micros, ip, user_agent, checks FROM staged;
