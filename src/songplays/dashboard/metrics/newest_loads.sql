-- Newest loads
-- definition: The newest run that published its rows, and any newer ones that did not.
-- denominator: none
-- zone: UTC
-- tables: loads
-- rows: one run that had something to load
WITH rows_behind AS (
    SELECT load_id, started_at, finished_at, version, outcome
    FROM loads
),
newest_published_load AS (
    SELECT COALESCE(MAX(load_id), 0) AS load_id
    FROM rows_behind
    WHERE outcome = 'published'
)
SELECT rows_behind.load_id, rows_behind.finished_at, rows_behind.version, rows_behind.outcome
FROM rows_behind
JOIN newest_published_load ON rows_behind.load_id >= newest_published_load.load_id
ORDER BY rows_behind.load_id
