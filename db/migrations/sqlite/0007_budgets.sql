CREATE TABLE `budgets` (
	`subject` text PRIMARY KEY NOT NULL,
	`used` integer NOT NULL,
	`resets_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `budgets_resets` ON `budgets` (`resets_at`);--> statement-breakpoint
CREATE TABLE `known_devices` (
	`subject` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `known_devices_expires` ON `known_devices` (`expires_at`);--> statement-breakpoint
DROP INDEX `mails_due`;--> statement-breakpoint
ALTER TABLE `mails` ADD `network` text;--> statement-breakpoint
ALTER TABLE `mails` ADD `turn` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `mails_turn` ON `mails` (`turn`,`due_at`);--> statement-breakpoint
CREATE INDEX `mails_network` ON `mails` (`network`);