-- users: who they are, as of their newest event.
-- Grain: one user_id seen on any page, not only where songs are played.
-- Newest: the latest ts, then the highest session_id, then the highest item_in_session; an unknown one is the oldest.
--   Events that tie on all three are told apart by what they say, level first, so the order of loading never matters.
-- Text: repaired where it was double-encoded. Empty or blank is unknown: NULL.
-- Cost: the newest moments come from two columns; a join on the plain ts lets the database pass over what is older.
WITH newest_moments AS (
    SELECT events.user_id, MAX(events.ts) AS ts
    FROM staging_events AS events
    JOIN changed_users AS changed ON changed.user_id = events.user_id
    GROUP BY events.user_id
),
newest_events AS (
    SELECT
        events.user_id,
        events.first_name,
        events.last_name,
        events.gender,
        events.level,
        events.registration,
        events.session_id,
        events.item_in_session
    FROM staging_events AS events
    JOIN newest_moments AS newest ON newest.user_id = events.user_id AND newest.ts = events.ts
    UNION ALL
    -- MAX is NULL only when every ts of the user is NULL: then all of their events are candidates.
    SELECT
        events.user_id,
        events.first_name,
        events.last_name,
        events.gender,
        events.level,
        events.registration,
        events.session_id,
        events.item_in_session
    FROM staging_events AS events
    JOIN newest_moments AS newest ON newest.user_id = events.user_id
    WHERE newest.ts IS NULL
),
newest_events_repaired AS (
    SELECT
        events.user_id,
        COALESCE(first_names.repaired, events.first_name) AS first_name,
        COALESCE(last_names.repaired, events.last_name) AS last_name,
        events.gender,
        events.level,
        events.registration,
        events.session_id,
        events.item_in_session
    FROM newest_events AS events
    LEFT JOIN repaired_text AS first_names ON first_names."raw" = events.first_name
    LEFT JOIN repaired_text AS last_names ON last_names."raw" = events.last_name
),
events_newest_first AS (
    SELECT
        user_id,
        CASE WHEN RTRIM(first_name, ' ') <> '' THEN first_name END AS first_name,
        CASE WHEN RTRIM(last_name, ' ') <> '' THEN last_name END AS last_name,
        CASE WHEN RTRIM(gender, ' ') <> '' THEN gender END AS gender,
        level,
        registration,
        ROW_NUMBER() OVER (
            PARTITION BY user_id
            ORDER BY
                session_id DESC NULLS LAST,
                item_in_session DESC NULLS LAST,
                level NULLS LAST,
                registration NULLS LAST,
                first_name NULLS LAST,
                last_name NULLS LAST,
                gender NULLS LAST
        ) AS recency
    FROM newest_events_repaired
)
SELECT
    user_id,
    first_name,
    last_name,
    gender,
    level,
    epoch_ms(registration) AS registered_at
FROM events_newest_first
WHERE recency = 1
