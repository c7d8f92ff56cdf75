"""Names of people. First names are common ones; last names are put together, so that nobody real is meant."""

from random import Random

from songplays.simulate.draws import pick

# fmt: off
WOMEN = (
    "Adela", "Agnes", "Alma", "Anika", "Antonia", "Astrid", "Beatrix", "Bettina", "Bridget", "Camille", "Carmela",
    "Clara", "Colette", "Cordelia", "Daphne", "Delia", "Dora", "Edith", "Elena", "Elsa", "Estelle", "Etta", "Fern",
    "Flora", "Freya", "Gemma", "Greta", "Gwen", "Harriet", "Helga", "Ilse", "Imogen", "Ines", "Ingrid", "Irma",
    "Judith", "Karin", "Lena", "Leonie", "Linnea", "Lorna", "Lucinda", "Mabel", "Magda", "Maren", "Marta", "Matilda",
    "Mina", "Minerva", "Nadia", "Nora", "Odette", "Olga", "Opal", "Petra", "Philippa", "Ramona", "Renata", "Rosalind",
    "Roxanne", "Selma", "Sigrid", "Sonja", "Sylvia", "Tamsin", "Thea", "Ulla", "Ursula", "Vera", "Viola", "Winifred",
    "Yvette", "Zelda",
)
MEN = (
    "Albert", "Alfred", "Alistair", "Ambrose", "Anselm", "Arnold", "Arvid", "Barnaby", "Basil", "Bertram", "Boris",
    "Casper", "Cecil", "Cedric", "Clement", "Conrad", "Cyril", "Desmond", "Dieter", "Edgar", "Edmund", "Egon", "Emil",
    "Ernest", "Ferdinand", "Floyd", "Fritz", "Gareth", "Gilbert", "Godfrey", "Gregor", "Gunnar", "Gustav", "Hamish",
    "Harald", "Henrik", "Herbert", "Horace", "Hubert", "Igor", "Ivor", "Jasper", "Joachim", "Kenneth", "Klaus",
    "Lambert", "Leopold", "Lionel", "Lothar", "Magnus", "Malcolm", "Mortimer", "Neville", "Nigel", "Norbert", "Olaf",
    "Osbert", "Otto", "Percy", "Quentin", "Ralph", "Rainer", "Reginald", "Roland", "Rufus", "Rupert", "Sigmund",
    "Stefan", "Theodor", "Tobias", "Ulrich", "Victor", "Wendell", "Wilfred", "Yorick",
)
LAST_STARTS = (
    "Alder", "Amber", "Barrow", "Birch", "Bramble", "Cinder", "Copper", "Dapple", "Eider", "Elder", "Fallow", "Fen",
    "Gorse", "Hazel", "Heron", "Juniper", "Kestrel", "Larch", "Linden", "Marsh", "Mistle", "Otter", "Quill", "Rowan",
    "Sable", "Sedge", "Sparrow", "Tansy", "Thistle", "Umber", "Willow", "Yarrow",
)
LAST_ENDS = (
    "beck", "brook", "by", "combe", "cote", "dale", "field", "ford", "gate", "ham", "holt", "hurst", "ley", "mere",
    "more", "shaw", "stead", "thorpe", "toft", "wick",
)
# fmt: on


def last_name(rng: Random) -> str:
    """Return a last name that sounds like a village."""
    return pick(rng, LAST_STARTS) + pick(rng, LAST_ENDS)


def first_name(rng: Random, gender: str) -> str:
    """Return a first name for F or M."""
    return pick(rng, WOMEN if gender == "F" else MEN)
