"""The names Rasid knows by all their usual spellings: the package's own, then what the operator's ``names.toml`` adds.

What lives here: the data files, reading them (``known``, ``cities``) and the scripts that make those not written by hand
(``make_territories``, ``make_cities``). What does not: looking for names in articles (``bot.matching``).
"""
