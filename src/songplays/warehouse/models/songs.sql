-- songs: what is known about a song itself.
-- Grain: one song_id; staging_songs holds each once.
-- Text: the title repaired where it was double-encoded. Empty or blank is unknown: NULL.
-- Numbers: year 0 is how the source says unknown. A year outside 1..9999 or a duration below 0 cannot be true
--   and is unknown here too; staging_songs keeps it as delivered.
SELECT
    songs.song_id,
    CASE WHEN RTRIM(COALESCE(titles.repaired, songs.title), ' ') <> '' THEN COALESCE(titles.repaired, songs.title) END
        AS title,
    songs.artist_id,
    CASE WHEN songs.year BETWEEN 1 AND 9999 THEN songs.year END AS year,
    CASE WHEN songs.duration >= 0 THEN songs.duration END AS duration
FROM staging_songs AS songs
JOIN changed_songs AS changed ON changed.song_id = songs.song_id
LEFT JOIN repaired_text AS titles ON titles."raw" = songs.title
