-- Sessions by level history
-- definition: All sessions of a user, by the levels the user has been on, oldest first. A session counts as free as
--   soon as one of its plays was free.
-- denominator: users with that history
-- zone: UTC
-- tables: user_levels
-- rows: one user who plays
WITH runs_of_each_user AS (
    SELECT
        user_id,
        COUNT(*) AS runs,
        COUNT(current) AS runs_of_known_level,
        MAX(CASE WHEN previous IS NULL THEN current END) AS first_level,
        CAST(SUM(sessions) AS BIGINT) AS sessions
    FROM user_levels
    GROUP BY user_id
),
-- Runs alternate between two levels, so the first level and the number of runs tell the whole history.
rows_behind AS (
    SELECT
        user_id,
        CASE
            WHEN runs_of_known_level < runs THEN 'level unknown'
            WHEN runs = 1 AND first_level = 'free' THEN 'free only'
            WHEN runs = 1 THEN 'paid only'
            WHEN runs = 2 AND first_level = 'free' THEN 'free → paid'
            WHEN runs = 2 THEN 'paid → free'
            WHEN runs = 3 AND first_level = 'free' THEN 'free → paid → free'
            WHEN runs = 3 THEN 'paid → free → paid'
            ELSE 'more than two changes'
        END AS user_group,
        sessions
    FROM runs_of_each_user
),
summaries AS (
    SELECT
        user_group,
        COUNT(*) AS users_in_group,
        CAST(PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY sessions) AS DOUBLE PRECISION) AS lower_quartile,
        CAST(PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY sessions) AS DOUBLE PRECISION) AS median,
        CAST(PERCENTILE_CONT(0.75) WITHIN GROUP (ORDER BY sessions) AS DOUBLE PRECISION) AS upper_quartile,
        AVG(CAST(sessions AS DOUBLE PRECISION)) AS mean
    FROM rows_behind
    GROUP BY user_group
)
SELECT
    rows_behind.user_group,
    rows_behind.sessions,
    COUNT(*) AS users,
    summaries.users_in_group,
    summaries.lower_quartile,
    summaries.median,
    summaries.upper_quartile,
    summaries.mean
FROM rows_behind
JOIN summaries ON summaries.user_group = rows_behind.user_group
GROUP BY
    rows_behind.user_group,
    rows_behind.sessions,
    summaries.users_in_group,
    summaries.lower_quartile,
    summaries.median,
    summaries.upper_quartile,
    summaries.mean
ORDER BY rows_behind.user_group, rows_behind.sessions
