-- Older hours are counted, too. Their rows were compacted before keys were counted by hour, or are counted here again.
ALTER TABLE `key_hours_counted` ADD `counting_hour` integer;--> statement-breakpoint
ALTER TABLE `key_hours_counted` ADD `counting_workspace_id` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `key_hours_counted` ADD `counting_from` integer;--> statement-breakpoint
ALTER TABLE `key_hours_counted` ADD `uncounted_up_to` integer;--> statement-breakpoint
DELETE FROM `usage_key_hours` WHERE `hour` < (SELECT `since` FROM `key_hours_counted`);--> statement-breakpoint
UPDATE `key_hours_counted` SET `uncounted_up_to` = (SELECT coalesce(max(`seq`), 0) FROM `requests`);
