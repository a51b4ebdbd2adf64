import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent

WIRE = (
    "U.S. Central Command said three sailors were hurt at dawn when a fire broke out in the engine room of the cargo ship "
    "Amber Dawn in the Gulf of Aden. A destroyer on patrol nearby sent a boat with medics and the crew put the fire out "
    "within an hour. The ship goes on to its next harbour under its own power, and the cause of the fire is being looked "
    "into, the statement said."
)


def rasid(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], input=given, capture_output=True, text=True, check=False, cwd=ROOT
    )


def lines(*articles: dict[str, Any]) -> str:
    return "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_match_finds_a_term_across_clitics_and_scripts_with_exact_spans() -> None:
    articles = (
        {"id": "a", "title": "وبالبيتكوين تُشترى البيوت", "text": "سعر BTC اليوم، وبيت جديد."},
        {"id": "b", "title": "A quiet day", "text": "Nothing of note."},
        {"id": 3, "title": "Bitcoin's week", "text": "", "language": "en"},
    )
    found = rows(rasid("match", "--watch", "بيتكوين", given=lines(*articles)))
    assert [row["id"] for row in found] == ["a", "b", 3]
    assert [len(row["matches"]) > 0 for row in found] == [True, False, True]
    for row, article in zip(found, articles, strict=True):
        for match in row["matches"]:
            field = article[match["field"]]
            assert field[match["start"] : match["end"]] == match["text"]
            assert set(match) == {"term", "field", "start", "end", "text", "how", "score"}
    texts = {match["text"] for match in found[0]["matches"]}
    assert texts == {"وبالبيتكوين", "BTC"}


def test_match_reads_terms_from_a_file(tmp_path: Path) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text("CENTCOM\n\nزابوريجيا\n", encoding="utf-8")
    [row] = rows(rasid("match", "--terms", str(terms), given=lines({"id": 1, "title": "سنتكوم عن زابوروجيا", "text": ""})))
    assert {match["term"] for match in row["matches"]} == {"CENTCOM", "زابوريجيا"}


_FOUND = {"field", "start", "end", "text", "form", "origin", "name", "how", "score", "threshold"}
_REFUSED = {"because", "phrase", "form", "word", "field", "start", "end", "text", "score", "threshold", "detail"}


def test_match_explains_every_term_in_every_article() -> None:
    articles = (
        {"id": "a", "title": "سعر بيتكوين", "text": "Oslo gas"},
        {"id": "b", "title": "The ship is near", "text": "قال كوفالك أمس"},
    )
    terms = ("Bitcoin", "Oslo -gas", "NEAR", "Kowalczyk")
    watched = [word for term in terms for word in ("--watch", term)]
    found = rows(rasid("match", *watched, "--explain", given=lines(*articles)))
    for row, article in zip(found, articles, strict=True):
        assert [each["term"] for each in row["explain"]] == list(terms)
        assert {each["term"] for each in row["explain"] if each["counts"]} == {match["term"] for match in row["matches"]}
        for each in row["explain"]:
            assert set(each) == {"term", "counts", "matches", "alternative", "met", "refused", "looked_at"}
            assert all(set(match) == _FOUND for match in (*each["matches"], *each["met"]))
            assert all(set(refusal) == _REFUSED for refusal in each["refused"])
            assert each["counts"] == bool(each["matches"]) == (not each["refused"])
            for part in (*each["matches"], *each["met"], *each["refused"]):
                if part["field"]:
                    assert article[part["field"]][part["start"] : part["end"]] == part["text"]
    first, second = (row["explain"] for row in found)
    assert [(match["origin"], match["name"]) for match in first[0]["matches"]] == [("name", "bitcoin")]
    assert [refusal["because"] for refusal in first[1]["refused"]] == ["excluded"]
    assert [match["text"] for match in first[1]["met"]] == ["Oslo"]
    assert [(refusal["because"], refusal["detail"]) for refusal in second[2]["refused"]] == [("case", "NEAR")]
    [low] = second[3]["refused"]
    assert (low["because"], low["text"], low["score"] < low["threshold"]) == ("score", "كوفالك", True)


def test_a_bad_line_ends_with_2_and_names_its_number_after_the_good_ones_are_out() -> None:
    done = rasid("match", "--watch", "x1", given=lines({"id": 1, "title": "t", "text": ""}) + "{nonsense\n")
    assert done.returncode == 2
    assert json.loads(done.stdout) == {"id": 1, "matches": []}
    assert "line 2" in done.stderr


def test_other_bad_lines_are_named_too() -> None:
    for line, word in (
        ("[]\n", '"id"'),
        ('{"id": 1, "title": 3, "text": ""}\n', '"title"'),
        ('{"id": 1, "title": "", "text": "", "published": "soon"}\n', '"published"'),
        ('{"id": 1, "title": "", "text": "", "minutes": "x"}\n', '"minutes"'),
        ('{"id": 1, "title": "", "text": "", "minutes": 1e300}\n', '"minutes"'),
    ):
        done = rasid("stories", given=line)
        assert (done.returncode, word in done.stderr) == (2, True), (line, done.stderr)


def test_input_that_is_not_utf8_is_named() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "stories"],
        input='{"id": "حماس"}'.encode("cp1256"),
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 2
    assert b"not UTF-8" in done.stderr


def test_a_term_that_cannot_be_watched_is_named() -> None:
    done = rasid("match", "--watch", "!!!", given="")
    assert (done.returncode, "no letter" in done.stderr) == (2, True)


def test_stories_place_copies_and_updates() -> None:
    articles = (
        {"id": "a", "title": "Three sailors hurt in Gulf of Aden ship fire, CENTCOM says", "text": WIRE, "minutes": 0},
        {"id": "b", "title": "Ship fire in Gulf of Aden hurts three sailors: CENTCOM", "text": WIRE, "minutes": 5},
        {"id": "c", "title": "Gold price today, Saturday", "text": "An ounce costs the same as yesterday.", "minutes": 6},
    )
    found = rows(rasid("stories", given=lines(*articles)))
    assert [(row["id"], row["story"], row["placement"], row["with"]) for row in found] == [
        ("a", "a", "new", None),
        ("b", "a", "repeat", "a"),
        ("c", "c", "new", None),
    ]
    assert all(row["because"] for row in found)


def test_summarize_gives_the_articles_own_sentences_with_the_match_among_them() -> None:
    text = WIRE + " Prices moved little. Nobody else was near. At the end of the week CENTCOM returns to the matter."
    [row] = rows(rasid("summarize", "--watch", "CENTCOM", given=lines({"id": 1, "title": "Ship fire", "text": text})))
    assert len(row["summary"]) <= 350
    assert row["sentences"]
    assert all(sentence.rstrip("…").strip() in text for sentence in row["sentences"])
    assert "Central Command" in row["summary"] or "CENTCOM" in row["summary"]


def test_parse_reads_a_file_and_standard_input(tmp_path: Path) -> None:
    feed = (
        "<?xml version='1.0' encoding='windows-1256'?><rss version='2.0'><channel><title>صدى</title>"
        "<item><guid>1</guid><title>زابوروجيا</title><link>/a</link></item></channel></rss>"
    ).encode("cp1256")
    path = tmp_path / "feed.xml"
    path.write_bytes(feed)
    [row] = rows(rasid("parse", str(path), "--base", "https://news.example/"))
    assert (row["title"], row["url"], row["source"]) == ("زابوروجيا", "https://news.example/a", "صدى")
    done = subprocess.run([sys.executable, "-m", "bot", "parse", "-"], input=feed, capture_output=True, check=False, cwd=ROOT)
    assert json.loads(done.stdout)["title"] == "زابوروجيا"


def test_what_is_no_feed_is_said_and_ends_with_1(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><html><body>hello</body></html>", encoding="utf-8")
    done = rasid("parse", str(page))
    assert (done.returncode, "not a feed" in done.stderr) == (1, True)
    assert rasid("parse", str(tmp_path / "nowhere.xml")).returncode == 2
    private = rasid("parse", "http://127.0.0.1:9/feed")
    assert (private.returncode, "forbidden address" in private.stderr) == (1, True)
