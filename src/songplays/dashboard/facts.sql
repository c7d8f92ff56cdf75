-- What every filter of the dashboard is about, one row a play. The dashboard counts these rows by the columns it wants.
-- Definitions are those of the metrics: the level of the play, the first state of the location, text repaired. A song
-- or artist that is not told is ''.
-- system is a reserved word on Redshift.
-- Text is read once per distinct value: there are many plays and few places, browsers and songs.
WITH agents AS (
    SELECT user_agent, browser, os AS "system", device
    FROM user_agents
),
locations AS (
    SELECT DISTINCT location
    FROM songplay
    WHERE POSITION(',' IN location) > 0
),
-- The states follow the last comma: City[-City], ST[-ST].
places AS (
    SELECT location, SPLIT_PART(TRIM(REVERSE(SPLIT_PART(REVERSE(location), ',', 1))), '-', 1) AS state
    FROM locations
),
heard AS (
    SELECT
        events.user_id,
        events.session_id,
        events.item_in_session,
        epoch_ms(events.ts) AS start_time,
        RTRIM(COALESCE(names.repaired, events.artist), ' ') AS artist,
        RTRIM(COALESCE(titles.repaired, events.song), ' ') AS song
    FROM staging_events AS events
    LEFT JOIN repaired_text AS names ON names."raw" = events.artist
    LEFT JOIN repaired_text AS titles ON titles."raw" = events.song
    WHERE events.page = 'NextSong'
),
played AS (
    SELECT
        songplay.start_time,
        CAST(songplay.start_time AS DATE) AS day,
        CAST(EXTRACT(HOUR FROM songplay.start_time) AS INTEGER) AS hour,
        COALESCE(songplay.level, 'unknown') AS level,
        COALESCE(agents.device, 'unknown') AS device,
        COALESCE(agents.browser, 'unknown') AS browser,
        COALESCE(agents."system", 'unknown') AS "system",
        COALESCE(places.state, 'unknown') AS state,
        COALESCE(songplay.song_match, 'none') AS song_match,
        songplay.user_id,
        songplay.session_id,
        songplay.item_in_session
    FROM songplay
    LEFT JOIN agents ON agents.user_agent = songplay.user_agent
    LEFT JOIN places ON places.location = songplay.location
),
played_songs AS (
    SELECT
        played.day,
        played.hour,
        played.level,
        played.device,
        played.browser,
        played."system",
        played.state,
        played.user_id,
        played.session_id,
        played.song_match,
        COALESCE(heard.artist, '') AS artist,
        COALESCE(heard.song, '') AS song
    FROM played
    LEFT JOIN heard
        ON heard.user_id = played.user_id
        AND heard.session_id = played.session_id
        AND heard.start_time = played.start_time
        AND COALESCE(heard.item_in_session, -1) = COALESCE(played.item_in_session, -1)
)
