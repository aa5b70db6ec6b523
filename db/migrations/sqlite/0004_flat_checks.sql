-- A check was an object; now the name, with a ! before that of a failed one, and the detail follow each other (lib/gate/checks.ts).
UPDATE requests SET checks = (
  SELECT json_group_array(part ORDER BY place) FROM (
    SELECT key * 2 AS place, iif(value ->> 'outcome' = 'failed', '!', '') || (value ->> 'check') AS part FROM json_each(requests.checks)
    UNION ALL
    SELECT key * 2 + 1, value ->> 'detail' FROM json_each(requests.checks)
  )
) WHERE json_type(checks, '$[0]') = 'object';
--> statement-breakpoint
UPDATE arrivals SET checks = (
  SELECT json_group_array(part ORDER BY place) FROM (
    SELECT key * 2 AS place, iif(value ->> 'outcome' = 'failed', '!', '') || (value ->> 'check') AS part FROM json_each(arrivals.checks)
    UNION ALL
    SELECT key * 2 + 1, value ->> 'detail' FROM json_each(arrivals.checks)
  )
) WHERE json_type(checks, '$[0]') = 'object';
