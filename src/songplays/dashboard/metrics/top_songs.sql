-- Top songs
-- definition: The ten songs with the most plays, by title and artist as the log gives them, double-encoded text
--   repaired. The song need not be known to the warehouse. Plays that name no song or no artist are left out.
-- denominator: all plays
-- zone: none, no clock time enters
-- tables: staging_events, repaired_text
-- rows: one play of one of the ten songs
WITH plays_as_logged AS (
    SELECT song, artist, COUNT(*) AS plays
    FROM staging_events
    WHERE page = 'NextSong'
    GROUP BY song, artist
),
spellings AS (
    SELECT
        logged.song AS song_spelling,
        logged.artist AS artist_spelling,
        RTRIM(COALESCE(titles.repaired, logged.song), ' ') AS song,
        RTRIM(COALESCE(names.repaired, logged.artist), ' ') AS artist,
        logged.plays
    FROM plays_as_logged AS logged
    LEFT JOIN repaired_text AS titles ON titles."raw" = logged.song
    LEFT JOIN repaired_text AS names ON names."raw" = logged.artist
    WHERE RTRIM(logged.song, ' ') <> '' AND RTRIM(logged.artist, ' ') <> ''
),
ranked_songs AS (
    SELECT song, artist, ROW_NUMBER() OVER (ORDER BY SUM(plays) DESC, song, artist) AS place
    FROM spellings
    GROUP BY song, artist
),
ten_songs AS (
    SELECT spellings.song_spelling, spellings.artist_spelling, spellings.song, spellings.artist
    FROM spellings
    JOIN ranked_songs ON ranked_songs.song = spellings.song AND ranked_songs.artist = spellings.artist
    WHERE ranked_songs.place <= 10
),
rows_behind AS (
    SELECT events.user_id, epoch_ms(events.ts) AS start_time, events.session_id, ten_songs.song, ten_songs.artist
    FROM staging_events AS events
    JOIN ten_songs ON ten_songs.song_spelling = events.song AND ten_songs.artist_spelling = events.artist
    WHERE events.page = 'NextSong'
)
SELECT song, artist, COUNT(*) AS plays, COUNT(DISTINCT user_id) AS users
FROM rows_behind
GROUP BY song, artist
ORDER BY plays DESC, song, artist
