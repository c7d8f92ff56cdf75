"""The same models in Spark, on two cores, to Parquet; prints how many rows each table has.

usage: spark.py BUCKET FOLDER

Set up as well as we know for one machine: small files are packed together, and shuffles have few partitions.
"""

import json
import os
import sys

from pyspark.sql import SparkSession

EVENT = (
    "artist STRING, auth STRING, firstName STRING, gender STRING, itemInSession INT, lastName STRING, length DOUBLE, "
    "level STRING, location STRING, method STRING, page STRING, registration DOUBLE, sessionId BIGINT, song STRING, "
    "status INT, ts BIGINT, userAgent STRING, userId STRING"
)
SONG = (
    "num_songs INT, artist_id STRING, artist_latitude DOUBLE, artist_longitude DOUBLE, artist_location STRING, "
    "artist_name STRING, song_id STRING, title STRING, duration DOUBLE, year INT"
)
MODELS = {
    "users": """
        SELECT * FROM (
            SELECT CAST(userId AS BIGINT) AS user_id, firstName AS first_name, lastName AS last_name, gender, level,
                registration, row_number() OVER (
                    PARTITION BY userId ORDER BY ts DESC, sessionId DESC, itemInSession DESC
                ) AS recency
            FROM events WHERE userId <> ''
        ) WHERE recency = 1""",
    "songs": """
        SELECT song_id, min(title) AS title, min(artist_id) AS artist_id, min(nullif(year, 0)) AS year,
            min(duration) AS duration
        FROM staging_songs GROUP BY song_id""",
    "artists": """
        SELECT * FROM (
            SELECT artist_id, artist_name AS name, nullif(artist_location, '') AS location,
                artist_latitude AS latitude, artist_longitude AS longitude, row_number() OVER (
                    PARTITION BY artist_id ORDER BY artist_location = '', length(artist_name), artist_name
                ) AS preference
            FROM staging_songs
        ) WHERE preference = 1""",
    "songplay": """
        SELECT xxhash64(events.userId, events.sessionId, events.itemInSession, events.ts) AS songplay_id,
            timestamp_millis(events.ts) AS start_time, CAST(events.userId AS BIGINT) AS user_id, events.level,
            songs.song_id, songs.artist_id, events.sessionId AS session_id, events.location,
            events.userAgent AS user_agent, events.itemInSession AS item_in_session
        FROM events
        LEFT JOIN (
            SELECT title, artist_name, duration, min(song_id) AS song_id, min(artist_id) AS artist_id
            FROM staging_songs GROUP BY title, artist_name, duration
        ) AS songs
            ON songs.title = events.song AND songs.artist_name = events.artist AND songs.duration = events.length
        WHERE events.page = 'NextSong'""",
    "time": """
        SELECT start_time, hour(start_time) AS hour, day(start_time) AS day, weekofyear(start_time) AS week,
            month(start_time) AS month, year(start_time) AS year, dayofweek(start_time) - 1 AS weekday
        FROM (SELECT DISTINCT start_time FROM songplay)""",
    "user_sessions": """
        SELECT user_id, session_id, min(level) AS level, min(start_time) AS start_time, count(*) AS play_count
        FROM songplay GROUP BY user_id, session_id""",
    "user_levels": """
        WITH marked AS (
            SELECT *, CASE WHEN level = lag(level) OVER (PARTITION BY user_id ORDER BY start_time, session_id)
                THEN 0 ELSE 1 END AS begins
            FROM user_sessions
        ),
        numbered AS (
            SELECT *, sum(begins) OVER (PARTITION BY user_id ORDER BY start_time, session_id) AS run FROM marked
        )
        SELECT user_id, run, min(level) AS current, count(*) AS sessions, sum(play_count) AS play_count,
            floor((unix_timestamp(max(start_time)) - unix_timestamp(min(start_time))) / 86400) AS level_days,
            min(start_time) AS start_time
        FROM numbered GROUP BY user_id, run""",
}


def main(bucket: str, folder: str) -> None:
    """Load both folders and write a Parquet folder a model."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"  # nobody else needs to reach it
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.memory", "4g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.sql.files.openCostInBytes", "4096")
        .config("spark.sql.sources.parallelPartitionDiscovery.parallelism", "2")
        .config("spark.sql.warehouse.dir", f"{folder}/warehouse")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    for table, name, columns in (("events", "log_data", EVENT), ("staging_songs", "song_data", SONG)):
        files = spark.read.schema(columns).option("recursiveFileLookup", "true").json(f"{bucket}/{name}")
        files.cache().createOrReplaceTempView(table)
    counts = {}
    for table, query in MODELS.items():
        spark.sql(query).write.mode("overwrite").parquet(f"{folder}/{table}")
        written = spark.read.parquet(f"{folder}/{table}")
        written.createOrReplaceTempView(table)
        counts[table] = written.count()
    spark.stop()
    print(json.dumps(counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
