DROP INDEX "audit_events_target";--> statement-breakpoint
DROP INDEX "api_keys_creator";--> statement-breakpoint
CREATE INDEX "mails_user" ON "mails" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "mails_created" ON "mails" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "mails_failed" ON "mails" USING btree ("created_at","id") WHERE attempts > 0;--> statement-breakpoint
CREATE INDEX "users_created" ON "users" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "audit_events_action" ON "audit_events" USING btree ("workspace_id","action","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_workspace_target" ON "audit_events" USING btree ("workspace_id","target_id","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_workspace_actor" ON "audit_events" USING btree ("workspace_id","actor_id","at","id");--> statement-breakpoint
CREATE INDEX "api_keys_root" ON "api_keys" USING btree ("workspace_id","root_user_id") WHERE revoked_at is null;--> statement-breakpoint
CREATE INDEX "key_secrets_hint" ON "key_secrets" USING btree ("hint");--> statement-breakpoint
CREATE INDEX "invitations_open" ON "invitations" USING btree ("workspace_id","expires_at","id") WHERE accepted_at is null and withdrawn_at is null;--> statement-breakpoint
CREATE INDEX "invitations_open_from" ON "invitations" USING btree ("invited_by_id","expires_at") WHERE accepted_at is null and withdrawn_at is null;--> statement-breakpoint
CREATE INDEX "members_joined" ON "members" USING btree ("workspace_id","created_at","user_id");--> statement-breakpoint
CREATE INDEX "workspaces_created" ON "workspaces" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "workspaces_deleted" ON "workspaces" USING btree ("deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "audit_events_target" ON "audit_events" USING btree ("target_id","at","id");--> statement-breakpoint
CREATE INDEX "api_keys_creator" ON "api_keys" USING btree ("created_by_id","created_at","id");