-- A user exists only after activation: each user who hasn't verified their email becomes a sign-up that expires in 24 hours.
-- Its links and queued emails stay valid.
INSERT INTO sign_ups (id, email, name, password_hash, cookie_hash, created_at, expires_at)
SELECT 'sup' || substr(id, 4), email, name, password_hash, NULL, created_at, now() + interval '24 hours'
FROM users WHERE email_verified_at IS NULL;
--> statement-breakpoint
UPDATE codes SET sign_up_id = 'sup' || substr(user_id, 4), user_id = NULL
WHERE user_id IN (SELECT id FROM users WHERE email_verified_at IS NULL);
--> statement-breakpoint
UPDATE mails SET sign_up_id = 'sup' || substr(user_id, 4), user_id = NULL
WHERE user_id IN (SELECT id FROM users WHERE email_verified_at IS NULL);
--> statement-breakpoint
DELETE FROM users WHERE email_verified_at IS NULL;
