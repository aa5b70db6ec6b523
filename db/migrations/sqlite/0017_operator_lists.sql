CREATE INDEX `users_awaiting_approval` ON `users` (`created_at`,`id`) WHERE awaiting_approval;--> statement-breakpoint
CREATE INDEX `users_suspended` ON `users` (`created_at`,`id`) WHERE suspended_at is not null;--> statement-breakpoint
CREATE INDEX `audit_events_plan_requests` ON `audit_events` (`at`,`id`) WHERE action = 'workspace.plan_requested';