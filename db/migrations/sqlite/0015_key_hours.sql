-- Keys are also counted by hour, from the next whole hour on. Rows are found by their key, so they need no number of their own.
CREATE TABLE `key_hours_counted` (
	`since` integer PRIMARY KEY NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `usage_key_hours` (
	`workspace_id` text NOT NULL,
	`hour` integer NOT NULL,
	`key_id` text NOT NULL,
	`status` integer NOT NULL,
	`environment` text NOT NULL,
	`total` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `hour`, `key_id`, `status`)
) WITHOUT ROWID;
--> statement-breakpoint
-- Counts are written together with the compacted rows, so they never end.
INSERT INTO `key_hours_counted` (`since`, `until`) VALUES ((unixepoch() / 3600 + 1) * 3600000, 253370764800000);
