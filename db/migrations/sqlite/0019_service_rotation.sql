ALTER TABLE `service_credentials` ADD `previous_secret_hash` text;--> statement-breakpoint
ALTER TABLE `service_credentials` ADD `previous_expires_at` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `service_credentials_previous_secret_hash_unique` ON `service_credentials` (`previous_secret_hash`);