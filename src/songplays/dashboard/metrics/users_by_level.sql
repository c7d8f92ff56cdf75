-- Users by level
-- definition: Users by the level of their newest event on any page. Each user counts once, whatever their past.
-- denominator: users who play
-- zone: UTC
-- tables: users, user_sessions
-- rows: one user who plays
WITH plays_of_each_user AS (
    SELECT user_id, CAST(SUM(play_count) AS BIGINT) AS plays
    FROM user_sessions
    GROUP BY user_id
),
rows_behind AS (
    SELECT users.user_id, COALESCE(users.level, 'unknown') AS level, plays_of_each_user.plays
    FROM users
    JOIN plays_of_each_user ON plays_of_each_user.user_id = users.user_id
)
SELECT level, COUNT(*) AS users
FROM rows_behind
GROUP BY level
ORDER BY level
