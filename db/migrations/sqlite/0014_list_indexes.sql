DROP INDEX `audit_events_target`;--> statement-breakpoint
CREATE INDEX `audit_events_action` ON `audit_events` (`workspace_id`,`action`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_events_workspace_target` ON `audit_events` (`workspace_id`,`target_id`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_events_workspace_actor` ON `audit_events` (`workspace_id`,`actor_id`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_events_target` ON `audit_events` (`target_id`,`at`,`id`);--> statement-breakpoint
DROP INDEX `api_keys_creator`;--> statement-breakpoint
CREATE INDEX `api_keys_root` ON `api_keys` (`workspace_id`,`root_user_id`) WHERE revoked_at is null;--> statement-breakpoint
CREATE INDEX `api_keys_creator` ON `api_keys` (`created_by_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `mails_user` ON `mails` (`user_id`);--> statement-breakpoint
CREATE INDEX `mails_created` ON `mails` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `mails_failed` ON `mails` (`created_at`,`id`) WHERE attempts > 0;--> statement-breakpoint
CREATE INDEX `users_created` ON `users` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `key_secrets_hint` ON `key_secrets` (`hint`);--> statement-breakpoint
CREATE INDEX `invitations_open` ON `invitations` (`workspace_id`,`expires_at`,`id`) WHERE accepted_at is null and withdrawn_at is null;--> statement-breakpoint
CREATE INDEX `invitations_open_from` ON `invitations` (`invited_by_id`,`expires_at`) WHERE accepted_at is null and withdrawn_at is null;--> statement-breakpoint
CREATE INDEX `members_joined` ON `members` (`workspace_id`,`created_at`,`user_id`);--> statement-breakpoint
CREATE INDEX `workspaces_created` ON `workspaces` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `workspaces_deleted` ON `workspaces` (`deleted_at`) WHERE deleted_at is not null;