DROP INDEX `api_keys_workspace`;--> statement-breakpoint
CREATE INDEX `api_keys_by_creation` ON `api_keys` (`workspace_id`,`created_at`,`id`,`environment`,`revoked_at`,`expires_at`,`disabled_at`);--> statement-breakpoint
CREATE INDEX `api_keys_by_name` ON `api_keys` (`workspace_id`,lower(name),`id`,`environment`,`revoked_at`,`expires_at`,`disabled_at`);--> statement-breakpoint
CREATE INDEX `api_keys_by_expiry` ON `api_keys` (`workspace_id`,`expires_at`,`id`,`environment`,`revoked_at`,`disabled_at`);--> statement-breakpoint
CREATE INDEX `api_keys_external` ON `api_keys` (`workspace_id`,`external_id`,`created_at`,`id`) WHERE external_id is not null;