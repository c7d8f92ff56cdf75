-- Upgrade targets
-- definition: Users on the free level at their newest event who are in the top 25% of plays: at least three quarters
--   of the other users who play have fewer plays (PERCENT_RANK of 0.75 or more).
-- denominator: users who play, on any level
-- zone: UTC
-- tables: users, user_sessions
-- rows: one user who plays
WITH plays_of_each_user AS (
    SELECT
        user_id,
        COUNT(*) AS sessions,
        CAST(SUM(play_count) AS BIGINT) AS plays,
        MAX(end_time) AS last_play
    FROM user_sessions
    GROUP BY user_id
),
ranked_users AS (
    SELECT user_id, sessions, plays, last_play, PERCENT_RANK() OVER (ORDER BY plays) AS share_with_fewer_plays
    FROM plays_of_each_user
),
rows_behind AS (
    SELECT
        users.user_id,
        users.first_name,
        users.last_name,
        users.level,
        ranked_users.sessions,
        ranked_users.plays,
        ranked_users.last_play,
        ranked_users.share_with_fewer_plays
    FROM ranked_users
    JOIN users ON users.user_id = ranked_users.user_id
)
SELECT user_id, first_name, last_name, sessions, plays, last_play, share_with_fewer_plays
FROM rows_behind
WHERE level = 'free' AND share_with_fewer_plays >= 0.75
ORDER BY plays DESC, user_id
