-- Plays by level
-- definition: Plays by the level the user had at that play, so a user who changed level has plays in both.
-- denominator: all plays
-- zone: none, no clock time enters
-- tables: songplay
-- rows: one play
WITH rows_behind AS (
    SELECT user_id, start_time, songplay_id, COALESCE(level, 'unknown') AS level
    FROM songplay
)
SELECT level, COUNT(*) AS plays, COUNT(DISTINCT user_id) AS users
FROM rows_behind
GROUP BY level
ORDER BY level
