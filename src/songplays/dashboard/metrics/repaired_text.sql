-- Repaired text
-- definition: Distinct values of the logs that were encoded twice on their way here and are shown as they were meant.
-- denominator: none, a count
-- zone: none, no clock time enters
-- tables: repaired_text
-- rows: one distinct repaired value
WITH rows_behind AS (
    SELECT "raw", repaired
    FROM repaired_text
)
SELECT COUNT(*) AS repaired
FROM rows_behind
