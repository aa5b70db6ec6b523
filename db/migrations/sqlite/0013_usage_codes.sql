-- Counts also tell why requests were refused. What was counted before keeps an empty code.
CREATE TABLE `__new_usage_hours` (
	`workspace_id` text NOT NULL,
	`environment` text NOT NULL,
	`hour` integer NOT NULL,
	`route` text NOT NULL,
	`status` integer NOT NULL,
	`code` text DEFAULT '' NOT NULL,
	`total` integer NOT NULL,
	`cost` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `hour`, `environment`, `route`, `status`, `code`)
);
--> statement-breakpoint
INSERT INTO `__new_usage_hours`("workspace_id", "environment", "hour", "route", "status", "code", "total", "cost") SELECT "workspace_id", "environment", "hour", "route", "status", '', "total", "cost" FROM `usage_hours`;--> statement-breakpoint
DROP TABLE `usage_hours`;--> statement-breakpoint
ALTER TABLE `__new_usage_hours` RENAME TO `usage_hours`;
