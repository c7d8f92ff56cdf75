-- songplay: every song that was started, with the song it was where we know it.
-- Grain: one staging event with page NextSong; matching never adds or drops a play.
-- songplay_id: the natural key (user, session, item in session, ts) hashed twice, each a linear hash modulo a prime below
--   2^31 (universal hashing), 62 bits in all; should two plays ever share one, the uniqueness check refuses the load.
-- Match: title and artist name agree, case and all, repaired on both sides where double-encoded; blanks at the end do not
--   count, as Redshift would not count them anyway. Of several such songs the one nearest in duration is taken, an unknown
--   difference last, then the smallest song_id. song_match is 'exact' when the duration agrees too, else 'title'.
--   An empty or blank title or artist name matches nothing.
-- Text: location repaired; empty or blank is unknown: NULL. user_agent as logged, outer quotes included.
-- Cost: plays are many and songs few, so the songs are spelled in every way a play may have logged them and no play is
--   rewritten; a window is needed only where several songs share title and artist.
WITH plays AS (
    SELECT
        events.user_id,
        events.session_id,
        events.item_in_session,
        events.ts,
        events.level,
        events.location,
        events.user_agent,
        RTRIM(events.song, ' ') AS song,
        RTRIM(events.artist, ' ') AS artist,
        events.length
    FROM staging_events AS events
    JOIN changed_files AS changed ON changed.file_id = events.file_id
    WHERE events.page = 'NextSong'
    UNION ALL
    SELECT
        events.user_id,
        events.session_id,
        events.item_in_session,
        events.ts,
        events.level,
        events.location,
        events.user_agent,
        RTRIM(events.song, ' ') AS song,
        RTRIM(events.artist, ' ') AS artist,
        events.length
    FROM staging_events AS events
    JOIN changed_plays AS changed
        ON changed.file_id = events.file_id AND changed.line_number = events.line_number
    WHERE events.page = 'NextSong'
),
songs_as_meant AS (
    SELECT
        songs.song_id,
        songs.artist_id,
        songs.duration,
        COALESCE(titles.repaired, songs.title) AS title,
        COALESCE(names.repaired, songs.artist_name) AS artist
    FROM staging_songs AS songs
    LEFT JOIN repaired_text AS titles ON titles.raw = songs.title
    LEFT JOIN repaired_text AS names ON names.raw = songs.artist_name
),
spellings AS (
    SELECT repaired AS meant, raw AS logged
    FROM repaired_text
    UNION
    SELECT repaired AS meant, repaired AS logged
    FROM repaired_text
),
songs_as_logged AS (
    SELECT
        songs.song_id,
        songs.artist_id,
        songs.duration,
        RTRIM(COALESCE(titles.logged, songs.title), ' ') AS title,
        RTRIM(COALESCE(names.logged, songs.artist), ' ') AS artist
    FROM songs_as_meant AS songs
    LEFT JOIN spellings AS titles ON titles.meant = songs.title
    LEFT JOIN spellings AS names ON names.meant = songs.artist
),
names AS (
    SELECT
        title,
        artist,
        COUNT(*) AS songs,
        MIN(song_id) AS song_id,
        MIN(artist_id) AS artist_id,
        MIN(duration) AS duration
    FROM songs_as_logged
    WHERE title <> '' AND artist <> ''
    GROUP BY title, artist
),
names_of_one_song AS (
    SELECT title, artist, song_id, artist_id, duration
    FROM names
    WHERE songs = 1
),
names_of_several_songs AS (
    SELECT title, artist
    FROM names
    WHERE songs > 1
),
lengths_to_decide AS (
    SELECT DISTINCT plays.song, plays.artist, plays.length
    FROM plays
    JOIN names_of_several_songs AS names ON names.title = plays.song AND names.artist = plays.artist
),
candidates_nearest_first AS (
    SELECT
        plays.song,
        plays.artist,
        plays.length,
        songs.song_id,
        songs.artist_id,
        songs.duration,
        ROW_NUMBER() OVER (
            PARTITION BY plays.song, plays.artist, plays.length
            ORDER BY ABS(songs.duration - plays.length) NULLS LAST, songs.song_id
        ) AS nearness
    FROM lengths_to_decide AS plays
    JOIN songs_as_logged AS songs ON songs.title = plays.song AND songs.artist = plays.artist
),
nearest_songs AS (
    SELECT song, artist, length, song_id, artist_id, duration
    FROM candidates_nearest_first
    WHERE nearness = 1
),
plays_with_songs AS (
    SELECT
        plays.user_id,
        plays.session_id,
        plays.item_in_session,
        plays.ts,
        plays.level,
        COALESCE(locations.repaired, plays.location) AS location,
        plays.user_agent,
        plays.length,
        COALESCE(sole.song_id, nearest.song_id) AS song_id,
        COALESCE(sole.artist_id, nearest.artist_id) AS artist_id,
        COALESCE(sole.duration, nearest.duration) AS duration
    FROM plays
    LEFT JOIN names_of_one_song AS sole ON sole.title = plays.song AND sole.artist = plays.artist
    LEFT JOIN nearest_songs AS nearest
        ON nearest.song = plays.song
        AND nearest.artist = plays.artist
        AND (nearest.length = plays.length OR (nearest.length IS NULL AND plays.length IS NULL))
    LEFT JOIN repaired_text AS locations ON locations.raw = plays.location
),
hashed_plays AS (
    SELECT
        (
            (user_id % 2147483647) * 1103515245 % 2147483647
            + (session_id % 2147483647) * 1664525013 % 2147483647
            + CAST(COALESCE(item_in_session, -1) AS BIGINT) * 1597334677 % 2147483647
            + (ts % 2147483647) * 742938285 % 2147483647
        ) % 2147483647 AS hash_1,
        (
            (user_id % 2147483629) * 950706376 % 2147483629
            + (session_id % 2147483629) * 1226874159 % 2147483629
            + CAST(COALESCE(item_in_session, -1) AS BIGINT) * 62089911 % 2147483629
            + (ts % 2147483629) * 1343714438 % 2147483629
        ) % 2147483629 AS hash_2,
        user_id,
        session_id,
        item_in_session,
        ts,
        level,
        location,
        user_agent,
        length,
        song_id,
        artist_id,
        duration
    FROM plays_with_songs
)
SELECT
    hash_1 * 2147483648 + hash_2 AS songplay_id,
    epoch_ms(ts) AS start_time,
    user_id,
    level,
    song_id,
    artist_id,
    session_id,
    CASE WHEN RTRIM(location, ' ') <> '' THEN location END AS location,
    user_agent,
    item_in_session,
    CASE WHEN duration = length THEN 'exact' WHEN song_id IS NOT NULL THEN 'title' END AS song_match
FROM hashed_plays
