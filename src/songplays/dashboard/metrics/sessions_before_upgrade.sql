-- Sessions before the upgrade
-- definition: Sessions of the free run that ended with the upgrade, for users whose newest run is paid and whose run
--   before it was free. The session of the upgrade counts as free.
-- denominator: upgraded users
-- zone: UTC
-- tables: user_levels
-- rows: one upgraded user
WITH upgraded_users AS (
    SELECT user_id
    FROM user_levels
    WHERE "index" = 1 AND current = 'paid' AND previous = 'free'
),
rows_behind AS (
    SELECT user_levels.user_id, 'free run before the upgrade' AS user_group, user_levels.sessions
    FROM user_levels
    JOIN upgraded_users ON upgraded_users.user_id = user_levels.user_id
    WHERE user_levels."index" = 2
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
ORDER BY rows_behind.sessions
