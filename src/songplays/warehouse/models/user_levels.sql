-- user_levels: how a user moved between free and paid.
-- Grain: one unbroken run of a user's sessions at one level.
-- Order: sessions by (start_time, session_id); index 1 is the newest run.
-- Level: an unknown level is a level of its own: sessions without one form runs whose current is NULL.
-- level_days: whole 24-hour periods between the first and the last session start of the run, which is the number of
--   calendar days between them, less one when the last started at an earlier time of day.
WITH sessions AS (
    SELECT
        sessions.user_id,
        sessions.session_id,
        COALESCE(sessions.level, '') AS level,
        sessions.start_time,
        sessions.play_count
    FROM user_sessions AS sessions
    JOIN changed_users AS changed ON changed.user_id = sessions.user_id
),
sessions_with_level_before AS (
    SELECT
        user_id,
        session_id,
        level,
        LAG(level) OVER (PARTITION BY user_id ORDER BY start_time, session_id) AS level_before,
        start_time,
        play_count
    FROM sessions
),
sessions_in_runs AS (
    SELECT
        user_id,
        level,
        SUM(CASE WHEN level = level_before THEN 0 ELSE 1 END) OVER (
            PARTITION BY user_id
            ORDER BY start_time, session_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS run,
        start_time,
        play_count
    FROM sessions_with_level_before
),
runs AS (
    SELECT
        user_id,
        run,
        NULLIF(level, '') AS level,
        COUNT(*) AS sessions,
        SUM(play_count) AS play_count,
        MIN(start_time) AS first_start,
        MAX(start_time) AS last_start
    FROM sessions_in_runs
    GROUP BY user_id, run, level
)
SELECT
    user_id,
    ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY run DESC) AS "index",
    level AS "current",
    LAG(level) OVER (PARTITION BY user_id ORDER BY run) AS "previous",
    LEAD(level) OVER (PARTITION BY user_id ORDER BY run) AS "next",
    sessions,
    CAST(play_count AS BIGINT) AS play_count,
    CAST(CAST(last_start AS DATE) - CAST(first_start AS DATE) AS BIGINT)
        - CASE WHEN CAST(last_start AS TIME) < CAST(first_start AS TIME) THEN 1 ELSE 0 END AS level_days,
    first_start AS start_time
FROM runs
