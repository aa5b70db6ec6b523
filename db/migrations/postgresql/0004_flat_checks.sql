-- A check was an object; now the name, with a ! before that of a failed one, and the detail follow each other (lib/gate/checks.ts).
UPDATE requests SET checks = (
  SELECT jsonb_agg(part ORDER BY place, half) FROM (
    SELECT place, 0 AS half, CASE WHEN value ->> 'outcome' = 'failed' THEN '!' ELSE '' END || (value ->> 'check') AS part
    FROM jsonb_array_elements(requests.checks) WITH ORDINALITY AS old (value, place)
    UNION ALL
    SELECT place, 1, value ->> 'detail' FROM jsonb_array_elements(requests.checks) WITH ORDINALITY AS old (value, place)
  ) AS parts
) WHERE jsonb_typeof(checks -> 0) = 'object';
--> statement-breakpoint
UPDATE arrivals SET checks = (
  SELECT jsonb_agg(part ORDER BY place, half) FROM (
    SELECT place, 0 AS half, CASE WHEN value ->> 'outcome' = 'failed' THEN '!' ELSE '' END || (value ->> 'check') AS part
    FROM jsonb_array_elements(arrivals.checks) WITH ORDINALITY AS old (value, place)
    UNION ALL
    SELECT place, 1, value ->> 'detail' FROM jsonb_array_elements(arrivals.checks) WITH ORDINALITY AS old (value, place)
  ) AS parts
) WHERE jsonb_typeof(checks -> 0) = 'object';
