CREATE TABLE `sign_ups` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`name` text,
	`password_hash` text NOT NULL,
	`cookie_hash` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sign_ups_email` ON `sign_ups` (`email`,`created_at`);--> statement-breakpoint
CREATE INDEX `sign_ups_expires` ON `sign_ups` (`expires_at`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_codes` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`user_id` text,
	`sign_up_id` text,
	`purpose` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
INSERT INTO `__new_codes`("token_hash", "user_id", "sign_up_id", "purpose", "created_at", "expires_at", "used_at") SELECT "token_hash", "user_id", NULL, "purpose", "created_at", "expires_at", "used_at" FROM `codes`;--> statement-breakpoint
DROP TABLE `codes`;--> statement-breakpoint
ALTER TABLE `__new_codes` RENAME TO `codes`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `codes_user` ON `codes` (`user_id`,`purpose`);--> statement-breakpoint
CREATE INDEX `codes_sign_up` ON `codes` (`sign_up_id`);--> statement-breakpoint
CREATE TABLE `__new_mails` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`user_id` text,
	`sign_up_id` text,
	`created_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL,
	`network` text,
	`turn` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
INSERT INTO `__new_mails`("id", "kind", "user_id", "sign_up_id", "created_at", "attempts", "due_at", "network", "turn") SELECT "id", "kind", "user_id", NULL, "created_at", "attempts", "due_at", "network", "turn" FROM `mails`;--> statement-breakpoint
DROP TABLE `mails`;--> statement-breakpoint
ALTER TABLE `__new_mails` RENAME TO `mails`;--> statement-breakpoint
CREATE INDEX `mails_turn` ON `mails` (`turn`,`due_at`);--> statement-breakpoint
CREATE INDEX `mails_network` ON `mails` (`network`);--> statement-breakpoint
CREATE INDEX `api_keys_creator` ON `api_keys` (`created_by_id`);