-- Plays matched to a song
-- definition: Plays whose song is known to the warehouse. Exact: title, artist and duration agree with a song file.
--   Title: title and artist agree, and the song nearest in duration is taken. Unmatched: no song file has that title and
--   artist.
-- denominator: all plays
-- zone: none, no clock time enters
-- tables: songplay
-- rows: one play
WITH rows_behind AS (
    SELECT user_id, start_time, songplay_id, song_id, COALESCE(song_match, 'none') AS song_match
    FROM songplay
)
SELECT song_match, COUNT(*) AS plays, COUNT(DISTINCT user_id) AS users
FROM rows_behind
GROUP BY song_match
ORDER BY plays DESC, song_match
