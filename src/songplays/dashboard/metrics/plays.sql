-- Plays
-- definition: Songs started, of which the log tells with page NextSong.
-- denominator: none, a count
-- zone: UTC
-- tables: songplay
-- rows: one play
WITH rows_behind AS (
    SELECT user_id, start_time, songplay_id, session_id, level
    FROM songplay
)
SELECT COUNT(*) AS plays, MIN(start_time) AS first_play, MAX(start_time) AS last_play
FROM rows_behind
