CREATE INDEX "users_awaiting_approval" ON "users" USING btree ("created_at","id") WHERE awaiting_approval;--> statement-breakpoint
CREATE INDEX "users_suspended" ON "users" USING btree ("created_at","id") WHERE suspended_at is not null;--> statement-breakpoint
CREATE INDEX "audit_events_plan_requests" ON "audit_events" USING btree ("at","id") WHERE action = 'workspace.plan_requested';