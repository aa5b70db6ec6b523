ALTER TABLE "api_keys" ADD COLUMN "root_user_id" text;--> statement-breakpoint
-- The user at the start of each key's chain of creators: the creator, or the first user above the key that created it.
UPDATE api_keys SET root_user_id = created_by_id WHERE created_by_type = 'user';
--> statement-breakpoint
UPDATE api_keys SET root_user_id = (
	WITH RECURSIVE above (type, id) AS (
		SELECT api_keys.created_by_type, api_keys.created_by_id
		UNION ALL
		SELECT k.created_by_type, k.created_by_id FROM above JOIN api_keys k ON k.id = above.id WHERE above.type = 'api_key'
	)
	SELECT id FROM above WHERE type = 'user'
) WHERE created_by_type = 'api_key';
