-- Downgrades
-- definition: Users with a free run of sessions right after a paid one; they are back when their newest run is paid
--   again. A session counts as free as soon as one of its plays was free.
-- denominator: users with at least one paid run
-- zone: UTC
-- tables: user_levels
-- rows: one user with a paid run
WITH level_changes AS (
    SELECT
        user_id,
        SUM(CASE WHEN current = 'paid' THEN 1 ELSE 0 END) AS paid_runs,
        SUM(CASE WHEN current = 'free' AND previous = 'paid' THEN 1 ELSE 0 END) AS downgrades,
        MIN(CASE WHEN current = 'free' AND previous = 'paid' THEN start_time END) AS free_run_started_at,
        MAX(CASE WHEN "index" = 1 AND current = 'paid' THEN 1 ELSE 0 END) AS paid_now
    FROM user_levels
    GROUP BY user_id
),
rows_behind AS (
    SELECT
        user_id,
        free_run_started_at,
        CAST(downgrades AS BIGINT) AS downgrades,
        CASE WHEN downgrades > 0 AND paid_now = 1 THEN 1 ELSE 0 END AS back_on_paid
    FROM level_changes
    WHERE paid_runs > 0
)
SELECT
    CAST(COALESCE(SUM(CASE WHEN downgrades > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS downgraded_users,
    CAST(COALESCE(SUM(back_on_paid), 0) AS BIGINT) AS users_back_on_paid,
    COUNT(*) AS users_ever_paid
FROM rows_behind
