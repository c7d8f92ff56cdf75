-- Users who play
-- definition: Users who started at least one song. A user seen on other pages only is known, but does not play.
-- denominator: known users, with or without a play
-- zone: none, no clock time enters
-- tables: users, user_sessions
-- rows: one known user
WITH plays_of_each_user AS (
    SELECT user_id, CAST(SUM(play_count) AS BIGINT) AS plays
    FROM user_sessions
    GROUP BY user_id
),
rows_behind AS (
    SELECT users.user_id, COALESCE(plays_of_each_user.plays, 0) AS plays
    FROM users
    LEFT JOIN plays_of_each_user ON plays_of_each_user.user_id = users.user_id
)
SELECT
    CAST(COALESCE(SUM(CASE WHEN plays > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS users_who_play,
    COUNT(*) AS known_users
FROM rows_behind
