CREATE TABLE `email_changes` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`new_email` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `email_changes_user_id_unique` ON `email_changes` (`user_id`);--> statement-breakpoint
CREATE INDEX `email_changes_expires` ON `email_changes` (`expires_at`);--> statement-breakpoint
CREATE TABLE `audit_chains` (
	`chain` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`hash` text NOT NULL,
	`pruned_number` integer NOT NULL,
	`pruned_hash` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `audit_events` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`workspace_id` text,
	`action` text NOT NULL,
	`actor_type` text NOT NULL,
	`actor_id` text,
	`actor_label` text,
	`target_type` text NOT NULL,
	`target_id` text,
	`target_label` text,
	`changes` text,
	`environment` text,
	`request_id` text,
	`ip` text,
	`user_agent` text,
	`number` integer,
	`hash` text
);
--> statement-breakpoint
CREATE INDEX `audit_events_workspace` ON `audit_events` (`workspace_id`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_events_at` ON `audit_events` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_events_target` ON `audit_events` (`target_id`,`at`);--> statement-breakpoint
CREATE INDEX `audit_events_number` ON `audit_events` (`workspace_id`,`number`);--> statement-breakpoint
CREATE INDEX `audit_events_unsealed` ON `audit_events` (`id`) WHERE number is null;--> statement-breakpoint
CREATE TABLE `invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`email` text NOT NULL,
	`role` text NOT NULL,
	`invited_by_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`accepted_at` integer,
	`withdrawn_at` integer,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `invitations_workspace` ON `invitations` (`workspace_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `invitations_email` ON `invitations` (`email`);--> statement-breakpoint
CREATE TABLE `key_expiry_notices` (
	`key_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`days_before` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`key_id`, `expires_at`, `days_before`)
);
--> statement-breakpoint
CREATE TABLE `offered_scopes` (
	`name` text PRIMARY KEY NOT NULL,
	`description` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `codes` ADD `about_id` text;--> statement-breakpoint
CREATE INDEX `codes_about` ON `codes` (`about_id`);--> statement-breakpoint
ALTER TABLE `mails` ADD `email` text;--> statement-breakpoint
ALTER TABLE `mails` ADD `about_id` text;--> statement-breakpoint
ALTER TABLE `mails` ADD `details` text;--> statement-breakpoint
ALTER TABLE `mails` ADD `last_error` text;--> statement-breakpoint
ALTER TABLE `users` ADD `awaiting_approval` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `suspended_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `notify_key_expiring` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `plans` ADD `rotation_overlap_max_seconds` integer;--> statement-breakpoint
ALTER TABLE `plans` ADD `require_expiry` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `plans` ADD `max_lifetime_days` integer;--> statement-breakpoint
ALTER TABLE `plans` ADD `is_default` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `require_expiry` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `max_lifetime_days` integer;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `grantable_scopes` text;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `own_requests_per_minute` integer;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `own_monthly_quota` integer;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `own_max_active_keys` integer;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `own_rotation_overlap_max_seconds` integer;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `deleted_at` integer;--> statement-breakpoint
UPDATE `plans` SET `is_default` = 1 WHERE `id` = 'trial';
