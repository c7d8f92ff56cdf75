-- artists: name and place of an artist, put together from their songs, which may disagree.
-- Grain: one artist_id.
-- Name: the one most of their songs carry, then the shortest (in characters), then the first in the alphabet.
-- Place: location, latitude and longitude of one place, never mixed from two: a known location over none, known
--   coordinates over none, the place most songs carry, then the shortest location, the first in the alphabet,
--   the smallest latitude, the smallest longitude.
-- Text: repaired where it was double-encoded. Empty or blank is unknown: NULL.
-- Coordinates: a pair with one half off the globe says nothing true and is unknown, both halves; staging_songs keeps
--   it as delivered. A half whose other half is missing stays.
-- Texts are grouped with their lengths because Redshift takes 'Moby' and 'Moby ' for equal.
WITH songs_of_changed_artists AS (
    SELECT
        songs.artist_id,
        COALESCE(names.repaired, songs.artist_name) AS name,
        COALESCE(locations.repaired, songs.artist_location) AS location,
        CASE WHEN ABS(songs.artist_latitude) > 90 OR ABS(songs.artist_longitude) > 180 THEN 1 ELSE 0 END AS off_globe,
        songs.artist_latitude AS latitude,
        songs.artist_longitude AS longitude
    FROM staging_songs AS songs
    JOIN changed_artists AS changed ON changed.artist_id = songs.artist_id
    LEFT JOIN repaired_text AS names ON names."raw" = songs.artist_name
    LEFT JOIN repaired_text AS locations ON locations."raw" = songs.artist_location
),
known_facts AS (
    SELECT
        artist_id,
        CASE WHEN RTRIM(name, ' ') <> '' THEN name END AS name,
        CASE WHEN RTRIM(location, ' ') <> '' THEN location END AS location,
        CASE WHEN off_globe = 0 THEN latitude END AS latitude,
        CASE WHEN off_globe = 0 THEN longitude END AS longitude
    FROM songs_of_changed_artists
),
names AS (
    SELECT artist_id, name, LENGTH(name) AS characters, COUNT(*) AS songs
    FROM known_facts
    GROUP BY artist_id, name, LENGTH(name)
),
names_best_first AS (
    SELECT
        artist_id,
        name,
        ROW_NUMBER() OVER (
            PARTITION BY artist_id
            ORDER BY CASE WHEN name IS NULL THEN 1 ELSE 0 END, songs DESC, characters, name
        ) AS preference
    FROM names
),
places AS (
    SELECT artist_id, location, LENGTH(location) AS characters, latitude, longitude, COUNT(*) AS songs
    FROM known_facts
    GROUP BY artist_id, location, LENGTH(location), latitude, longitude
),
places_best_first AS (
    SELECT
        artist_id,
        location,
        latitude,
        longitude,
        ROW_NUMBER() OVER (
            PARTITION BY artist_id
            ORDER BY
                CASE WHEN location IS NULL THEN 1 ELSE 0 END,
                CASE WHEN latitude IS NULL OR longitude IS NULL THEN 1 ELSE 0 END,
                songs DESC,
                characters NULLS LAST,
                location NULLS LAST,
                latitude NULLS LAST,
                longitude NULLS LAST
        ) AS preference
    FROM places
)
SELECT
    names.artist_id,
    names.name,
    places.location,
    places.latitude,
    places.longitude
FROM names_best_first AS names
JOIN places_best_first AS places ON places.artist_id = names.artist_id
WHERE names.preference = 1 AND places.preference = 1
