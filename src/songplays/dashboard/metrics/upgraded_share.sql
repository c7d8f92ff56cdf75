-- Upgraded share
-- definition: Share of users whose newest run of sessions is paid and whose run before it was free. A session counts
--   as free as soon as one of its plays was free.
-- denominator: users who play
-- zone: UTC
-- tables: user_levels
-- rows: one user who plays
WITH rows_behind AS (
    SELECT
        user_id,
        previous,
        current,
        start_time AS current_since,
        CASE WHEN current = 'paid' AND previous = 'free' THEN 1 ELSE 0 END AS upgraded
    FROM user_levels
    WHERE "index" = 1
)
SELECT CAST(COALESCE(SUM(upgraded), 0) AS BIGINT) AS upgraded_users, COUNT(*) AS users_who_play
FROM rows_behind
