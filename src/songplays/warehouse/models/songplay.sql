-- songplay: every song that was started, with the song it was where we know it.
-- Grain: one staging event with page NextSong; matching never adds or drops a play.
-- songplay_id: the natural key (user, session, item in session, ts) hashed twice, each a linear hash modulo a prime
--   below 2^31 (universal hashing), 62 bits in all; two plays that ever share one fail the uniqueness check.
-- Match: title and artist name agree, case and all, repaired on both sides where double-encoded; blanks at the end do
--   not count, since Redshift never counts them. Of several such songs the one nearest in duration is taken, then the
--   smallest song_id; one of unknown duration only if no other is known. A play of unknown length takes the smallest
--   song_id. song_match is 'exact' when the duration agrees too, else 'title'.
-- Text: location repaired; user_agent as logged, outer quotes included. Empty or blank is unknown: it is NULL, and
--   matches nothing.
-- Cost: plays are many and songs few. So no play is rewritten or ranked, nor trimmed without need: the songs are
--   spelled in every way a play may have logged them, and songs of one name share out the lengths among themselves,
--   each taking the nearest to its own.
WITH changed_lines AS (
    SELECT
        events.user_id,
        events.session_id,
        events.item_in_session,
        events.ts,
        events.level,
        events.location,
        events.user_agent,
        events.song,
        events.artist,
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
        events.song,
        events.artist,
        events.length
    FROM staging_events AS events
    JOIN changed_plays AS changed
        ON changed.file_id = events.file_id AND changed.line_number = events.line_number
    WHERE events.page = 'NextSong'
),
plays AS (
    SELECT
        user_id,
        session_id,
        item_in_session,
        ts,
        level,
        CASE WHEN RTRIM(location, ' ') <> '' THEN location END AS location,
        CASE WHEN RTRIM(user_agent, ' ') <> '' THEN user_agent END AS user_agent,
        CASE WHEN song LIKE '% ' THEN RTRIM(song, ' ') ELSE song END AS song,
        CASE WHEN artist LIKE '% ' THEN RTRIM(artist, ' ') ELSE artist END AS artist,
        length
    FROM changed_lines
),
songs_as_meant AS (
    SELECT
        songs.song_id,
        songs.duration,
        RTRIM(COALESCE(titles.repaired, songs.title), ' ') AS title,
        RTRIM(COALESCE(names.repaired, songs.artist_name), ' ') AS artist
    FROM staging_songs AS songs
    LEFT JOIN repaired_text AS titles ON titles."raw" = songs.title
    LEFT JOIN repaired_text AS names ON names."raw" = songs.artist_name
),
spellings AS (
    SELECT RTRIM(repaired, ' ') AS meant, RTRIM("raw", ' ') AS logged
    FROM repaired_text
    UNION
    SELECT RTRIM(repaired, ' ') AS meant, RTRIM(repaired, ' ') AS logged
    FROM repaired_text
),
songs_as_logged AS (
    SELECT
        songs.song_id,
        songs.duration,
        COALESCE(titles.logged, songs.title) AS title,
        COALESCE(names.logged, songs.artist) AS artist
    FROM songs_as_meant AS songs
    LEFT JOIN spellings AS titles ON titles.meant = songs.title
    LEFT JOIN spellings AS names ON names.meant = songs.artist
),
-- Also makes one of a song that two spellings have brought to the same text.
songs_by_duration AS (
    SELECT title, artist, duration, MIN(song_id) AS song_id
    FROM songs_as_logged
    WHERE title <> '' AND artist <> ''
    GROUP BY title, artist, duration
),
songs_and_neighbours AS (
    SELECT
        title,
        artist,
        duration,
        song_id,
        LAG(duration) OVER (PARTITION BY title, artist ORDER BY duration NULLS LAST) AS shorter,
        LEAD(duration) OVER (PARTITION BY title, artist ORDER BY duration NULLS LAST) AS longer,
        LEAD(song_id) OVER (PARTITION BY title, artist ORDER BY duration NULLS LAST) AS longer_song_id,
        MIN(song_id) OVER (PARTITION BY title, artist) AS first_song_id
    FROM songs_by_duration
),
-- The ranges (above, up_to] of one name meet midway between durations: each length is in exactly one.
songs_by_length AS (
    SELECT
        title,
        artist,
        (shorter + duration) * 0.5 AS above,
        (duration + longer) * 0.5 AS up_to,
        song_id,
        longer_song_id,
        first_song_id
    FROM songs_and_neighbours
    WHERE duration IS NOT NULL OR shorter IS NULL
),
plays_with_song_id AS (
    SELECT
        plays.user_id,
        plays.session_id,
        plays.item_in_session,
        plays.ts,
        plays.level,
        plays.location,
        plays.user_agent,
        plays.length,
        CASE
            WHEN plays.length IS NULL THEN songs.first_song_id
            WHEN plays.length = songs.up_to AND songs.longer_song_id < songs.song_id THEN songs.longer_song_id
            ELSE songs.song_id
        END AS song_id
    FROM plays
    -- A play of unknown length takes the first range, which has no lower end.
    LEFT JOIN songs_by_length AS songs
        ON songs.title = plays.song
        AND songs.artist = plays.artist
        AND (songs.above IS NULL OR songs.above < plays.length)
        AND (songs.up_to IS NULL OR songs.up_to >= plays.length OR plays.length IS NULL)
)
SELECT
    (
        (plays.user_id % 2147483647) * 1103515245 % 2147483647
        + (plays.session_id % 2147483647) * 1664525013 % 2147483647
        + CAST(COALESCE(plays.item_in_session, -1) AS BIGINT) * 1597334677 % 2147483647
        + (plays.ts % 2147483647) * 742938285 % 2147483647
    ) % 2147483647 * 2147483648
    + (
        (plays.user_id % 2147483629) * 950706376 % 2147483629
        + (plays.session_id % 2147483629) * 1226874159 % 2147483629
        + CAST(COALESCE(plays.item_in_session, -1) AS BIGINT) * 62089911 % 2147483629
        + (plays.ts % 2147483629) * 1343714438 % 2147483629
    ) % 2147483629 AS songplay_id,
    epoch_ms(plays.ts) AS start_time,
    plays.user_id,
    plays.level,
    plays.song_id,
    songs.artist_id,
    plays.session_id,
    COALESCE(locations.repaired, plays.location) AS location,
    plays.user_agent,
    plays.item_in_session,
    CASE WHEN songs.duration = plays.length THEN 'exact' WHEN plays.song_id IS NOT NULL THEN 'title' END AS song_match
FROM plays_with_song_id AS plays
LEFT JOIN staging_songs AS songs ON songs.song_id = plays.song_id
LEFT JOIN repaired_text AS locations ON locations."raw" = plays.location
