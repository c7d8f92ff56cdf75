"""Where listeners live and where artists come from."""

from typing import NamedTuple

from songplays.simulate.draws import Weighted


class Metro(NamedTuple):
    """A metropolitan area of the United States: its official title and its hours from UTC in winter."""

    title: str
    utc_offset: int


Place = tuple[str, float | None, float | None]


class Hometown(NamedTuple):
    """An artist's place as people write it; degrees north and east, or None where nobody looked them up."""

    text: str
    latitude: float | None
    longitude: float | None


EASTERN, CENTRAL, MOUNTAIN, PACIFIC, ALASKAN, HAWAIIAN = -5, -6, -7, -8, -9, -10

# Weights are inhabitants in hundred thousands, roughly, around 2018.
METROS = Weighted(
    (Metro(title, offset), inhabitants)
    for offset, titles in {
        EASTERN: {
            "New York-Newark-Jersey City, NY-NJ-PA": 200,
            "Miami-Fort Lauderdale-West Palm Beach, FL": 62,
            "Washington-Arlington-Alexandria, DC-VA-MD-WV": 62,
            "Philadelphia-Camden-Wilmington, PA-NJ-DE-MD": 61,
            "Atlanta-Sandy Springs-Roswell, GA": 59,
            "Boston-Cambridge-Newton, MA-NH": 49,
            "Detroit-Warren-Dearborn, MI": 43,
            "Tampa-St. Petersburg-Clearwater, FL": 31,
            "Baltimore-Columbia-Towson, MD": 28,
            "Charlotte-Concord-Gastonia, NC-SC": 26,
            "Orlando-Kissimmee-Sanford, FL": 26,
            "Pittsburgh, PA": 23,
            "Cincinnati, OH-KY-IN": 22,
            "Columbus, OH": 21,
            "Cleveland-Elyria, OH": 21,
            "Indianapolis-Carmel-Anderson, IN": 20,
            "Virginia Beach-Norfolk-Newport News, VA-NC": 17,
            "Providence-Warwick, RI-MA": 16,
            "Jacksonville, FL": 15,
            "Raleigh, NC": 14,
            "Louisville/Jefferson County, KY-IN": 13,
            "Richmond, VA": 13,
            "Hartford-West Hartford-East Hartford, CT": 12,
            "Buffalo-Cheektowaga-Niagara Falls, NY": 11,
            "Rochester, NY": 11,
            "Grand Rapids-Wyoming, MI": 11,
            "Greenville-Anderson-Mauldin, SC": 9,
            "Albany-Schenectady-Troy, NY": 9,
            "Knoxville, TN": 9,
            "Dayton, OH": 8,
            "Charleston-North Charleston, SC": 8,
            "Winston-Salem, NC": 7,
            "Lansing-East Lansing, MI": 5,
            "Portland-South Portland, ME": 5,
            "Burlington-South Burlington, VT": 2,
        },
        CENTRAL: {
            "Chicago-Naperville-Elgin, IL-IN-WI": 95,
            "Dallas-Fort Worth-Arlington, TX": 75,
            "Houston-The Woodlands-Sugar Land, TX": 70,
            "Minneapolis-St. Paul-Bloomington, MN-WI": 36,
            "St. Louis, MO-IL": 28,
            "San Antonio-New Braunfels, TX": 25,
            "Austin-Round Rock, TX": 22,
            "Kansas City, MO-KS": 21,
            "Nashville-Davidson--Murfreesboro--Franklin, TN": 19,
            "Milwaukee-Waukesha-West Allis, WI": 16,
            "Oklahoma City, OK": 14,
            "Memphis, TN-MS-AR": 13,
            "New Orleans-Metairie, LA": 13,
            "Birmingham-Hoover, AL": 11,
            "Tulsa, OK": 10,
            "Omaha-Council Bluffs, NE-IA": 9,
            "Baton Rouge, LA": 8,
            "Little Rock-North Little Rock-Conway, AR": 7,
            "Madison, WI": 7,
            "Des Moines-West Des Moines, IA": 7,
            "Wichita, KS": 6,
            "Jackson, MS": 6,
            "Sioux Falls, SD": 3,
            "Fargo, ND-MN": 2,
            "Janesville-Beloit, WI": 2,
        },
        MOUNTAIN: {
            "Phoenix-Mesa-Scottsdale, AZ": 49,
            "Denver-Aurora-Lakewood, CO": 29,
            "Salt Lake City, UT": 12,
            "Tucson, AZ": 10,
            "Albuquerque, NM": 9,
            "El Paso, TX": 8,
            "Boise City, ID": 7,
            "Colorado Springs, CO": 7,
            "Billings, MT": 2,
            "Cheyenne, WY": 1,
        },
        PACIFIC: {
            "Los Angeles-Long Beach-Anaheim, CA": 133,
            "San Francisco-Oakland-Hayward, CA": 47,
            "Riverside-San Bernardino-Ontario, CA": 46,
            "Seattle-Tacoma-Bellevue, WA": 39,
            "San Diego-Carlsbad, CA": 33,
            "Portland-Vancouver-Hillsboro, OR-WA": 25,
            "Sacramento--Roseville--Arden-Arcade, CA": 23,
            "Las Vegas-Henderson-Paradise, NV": 22,
            "San Jose-Sunnyvale-Santa Clara, CA": 20,
            "Fresno, CA": 10,
            "Bakersfield, CA": 9,
            "Spokane-Spokane Valley, WA": 6,
            "Reno, NV": 5,
            "Eugene, OR": 4,
        },
        ALASKAN: {"Anchorage, AK": 4},
        HAWAIIAN: {"Urban Honolulu, HI": 10},
    }.items()
    for title, inhabitants in titles.items()
)

UNKNOWN: Place = ("", None, None)

# By weight: usual places, places now and then, and the oddities of real files.
PLACES_BY_WEIGHT: dict[float, list[Place]] = {
    36: [UNKNOWN],
    2: [
        ("New York, NY", 40.71273, -74.00602),
        ("Los Angeles, CA", 34.05223, -118.24368),
        ("London, England", 51.50735, -0.12776),
        ("Chicago, IL", 41.87811, -87.6298),
        ("Nashville, TN", 36.16266, -86.7816),
    ],
    1: [
        ("Austin, Texas", 30.26715, -97.74306),
        ("Seattle, WA", 47.60621, -122.33207),
        ("Detroit, Michigan", 42.33143, -83.04575),
        ("New Orleans, LA", 29.95107, -90.07153),
        ("Memphis, TN", 35.14953, -90.04898),
        ("Minneapolis, MN", 44.97775, -93.26501),
        ("Toronto, Ontario, Canada", 43.65323, -79.38318),
        ("Glasgow, Scotland", 55.86424, -4.25181),
        ("Dublin, Ireland", 53.34981, -6.26031),
        ("Paris, France", 48.85661, 2.35222),
        ("Berlin, Germany", 52.52001, 13.40495),
        ("Lagos, Nigeria", 6.52438, 3.37921),
        ("Sydney, Australia", -33.86882, 151.20929),
        ("Wellington, New Zealand", -41.28646, 174.77624),
        ("Tokyo, Japan", 35.68949, 139.69171),
        ("CALIFORNIA - SF", 37.77493, -122.41942),
        ("SWEDEN", 60.12816, 18.6435),
        ("United States", None, None),
        ("UK", None, None),
        ("Brooklyn", None, None),
        ("Ontario", None, None),
        ("Deutschland", None, None),
        ("Kansas City, MO", None, None),
        ("Bristol, England", None, None),
        ("Lyon, France", None, None),
        ("Melbourne, Australia", None, None),
        ("Oakland, CA", None, None),
        ("Cape Town, South Africa", None, None),
    ],
    0.1: [
        ("Montréal, Québec", 45.50169, -73.56726),
        ("Göteborg, Sweden", 57.70887, 11.97456),
        ("Kraków, Poland", 50.06465, 19.94498),
        ("Köln, Germany", 50.93753, 6.96028),
        ("São Paulo, Brazil", -23.55052, -46.63331),
        ("Bogotá, Colombia", 4.71099, -74.07209),
        ("Reykjavík, Iceland", 64.14661, -21.94262),
        ("台北", 25.03296, 121.56542),
        ("\N{REPLACEMENT CHARACTER}rhus, Denmark", 56.16294, 10.20392),
        (" Olinda, Pernambuco", None, None),
        ("Ghent, Belgium ", None, None),
        ("Boston &amp; Providence", None, None),
        ("Rouen &amp; l&#039;estuaire de la Seine", None, None),
        ('<a href="http://artist.example/" target="_blank" rel="nofollow">artist.example</a>', None, None),
    ],
}
HOMETOWNS = Weighted((Hometown(*place), weight) for weight, places in PLACES_BY_WEIGHT.items() for place in places)
