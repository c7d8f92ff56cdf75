-- Bounce rate
-- definition: Share of users whose whole history is a single session, on the free level.
-- denominator: users who play
-- zone: UTC
-- tables: user_levels
-- rows: one user who plays
WITH histories AS (
    SELECT
        user_id,
        CAST(SUM(sessions) AS BIGINT) AS sessions,
        CAST(SUM(play_count) AS BIGINT) AS plays,
        SUM(CASE WHEN current = 'free' THEN 0 ELSE 1 END) AS runs_not_free
    FROM user_levels
    GROUP BY user_id
),
rows_behind AS (
    SELECT
        user_id,
        sessions,
        plays,
        CASE WHEN sessions = 1 AND runs_not_free = 0 THEN 1 ELSE 0 END AS bounced
    FROM histories
)
SELECT CAST(COALESCE(SUM(bounced), 0) AS BIGINT) AS bounced_users, COUNT(*) AS users_who_play
FROM rows_behind
