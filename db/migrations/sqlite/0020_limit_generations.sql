ALTER TABLE `api_keys` ADD `limit_generation` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `plans` ADD `limits_generation` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `limits_generation` integer DEFAULT 0 NOT NULL;