-- Plays before the upgrade
-- definition: Plays per user in three groups. Stayed free: all plays of users who were never paid. Free run before the
--   upgrade: plays of the free run of sessions that ended with the upgrade; the session of the upgrade counts whole.
--   Before the first paid play: plays truly before it; upgraded users who began on paid have none and are left out.
-- denominator: users in the group
-- zone: UTC
-- tables: user_levels, songplay
-- rows: one user in one group
WITH upgraded_users AS (
    SELECT user_id
    FROM user_levels
    WHERE "index" = 1 AND current = 'paid' AND previous = 'free'
),
free_only_users AS (
    SELECT user_id, CAST(SUM(play_count) AS BIGINT) AS plays
    FROM user_levels
    GROUP BY user_id
    HAVING SUM(CASE WHEN current = 'free' THEN 0 ELSE 1 END) = 0
),
first_paid_plays AS (
    SELECT songplay.user_id, MIN(songplay.start_time) AS start_time
    FROM songplay
    JOIN upgraded_users ON upgraded_users.user_id = songplay.user_id
    WHERE songplay.level = 'paid'
    GROUP BY songplay.user_id
),
rows_behind AS (
    SELECT user_id, 'stayed free' AS user_group, plays
    FROM free_only_users
    UNION ALL
    SELECT user_levels.user_id, 'free run before the upgrade' AS user_group, user_levels.play_count AS plays
    FROM user_levels
    JOIN upgraded_users ON upgraded_users.user_id = user_levels.user_id
    WHERE user_levels."index" = 2
    UNION ALL
    SELECT songplay.user_id, 'before the first paid play' AS user_group, COUNT(*) AS plays
    FROM songplay
    JOIN first_paid_plays ON first_paid_plays.user_id = songplay.user_id
    WHERE songplay.start_time < first_paid_plays.start_time
    GROUP BY songplay.user_id
),
summaries AS (
    SELECT
        user_group,
        COUNT(*) AS users_in_group,
        CAST(PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY plays) AS DOUBLE PRECISION) AS median,
        AVG(CAST(plays AS DOUBLE PRECISION)) AS mean
    FROM rows_behind
    GROUP BY user_group
)
SELECT
    rows_behind.user_group,
    rows_behind.plays,
    COUNT(*) AS users,
    summaries.users_in_group,
    summaries.median,
    summaries.mean
FROM rows_behind
JOIN summaries ON summaries.user_group = rows_behind.user_group
GROUP BY
    rows_behind.user_group,
    rows_behind.plays,
    summaries.users_in_group,
    summaries.median,
    summaries.mean
ORDER BY rows_behind.user_group, rows_behind.plays
