-- Top artists
-- definition: The ten artists with the most plays, by the name that the log gives, double-encoded text repaired. The
--   song need not be known to the warehouse. Plays that name no artist are left out.
-- denominator: all plays
-- zone: none, no clock time enters
-- tables: staging_events, repaired_text
-- rows: one play of one of the ten artists
WITH plays_as_logged AS (
    SELECT artist, COUNT(*) AS plays
    FROM staging_events
    WHERE page = 'NextSong'
    GROUP BY artist
),
spellings AS (
    SELECT logged.artist AS spelling, RTRIM(COALESCE(names.repaired, logged.artist), ' ') AS artist, logged.plays
    FROM plays_as_logged AS logged
    LEFT JOIN repaired_text AS names ON names."raw" = logged.artist
    WHERE RTRIM(logged.artist, ' ') <> ''
),
ranked_artists AS (
    SELECT artist, ROW_NUMBER() OVER (ORDER BY SUM(plays) DESC, artist) AS place
    FROM spellings
    GROUP BY artist
),
ten_artists AS (
    SELECT spellings.spelling, spellings.artist
    FROM spellings
    JOIN ranked_artists ON ranked_artists.artist = spellings.artist
    WHERE ranked_artists.place <= 10
),
rows_behind AS (
    SELECT events.user_id, epoch_ms(events.ts) AS start_time, events.session_id, ten_artists.artist
    FROM staging_events AS events
    JOIN ten_artists ON ten_artists.spelling = events.artist
    WHERE events.page = 'NextSong'
)
SELECT artist, COUNT(*) AS plays, COUNT(DISTINCT user_id) AS users
FROM rows_behind
GROUP BY artist
ORDER BY plays DESC, artist
