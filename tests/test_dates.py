"""Dates of news pages, in the languages of the world."""

import itertools
import pickle
import sys
import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.dates import find_dates, is_date_line, parse_date, parse_iso
from cleaner.dates.days import from_solar_hijri
from cleaner.dates.words import fold_case, fold_digits, words

# line | language | when (UTC) | precision | zone | label
LINES = """
22 Jan, 2015 15:11 | en | 2015-01-22 15:11 | minute | |
Jan. 22, 2015 | en | 2015-01-22 | day | |
January 22, 2015 at 3:11 p.m. ET | en | 2015-01-22 20:11 | minute | ET |
July 22, 2015 at 3:11 p.m. ET | en | 2015-07-22 19:11 | minute | ET |
Thu 22 Jan 2015 15.11 GMT | en | 2015-01-22 15:11 | minute | GMT |
2015-01-22T15:11:09+01:00 | | 2015-01-22 14:11:09 | second | +01:00 |
22.01.2015, 15:11 Uhr | de | 2015-01-22 15:11 | minute | |
22. Januar 2015 ¦ 15:11 Uhr | de | 2015-01-22 15:11 | minute | |
Stand: 22.01.2015 15:11 Uhr | de | 2015-01-22 15:11 | minute | | modified
Veröffentlicht am 22. Jänner 2015 um 15 Uhr | de | 2015-01-22 15:00 | minute | |published
Donnerstag, 22. 1. 2015, 18.41 Uhr | de | 2015-01-22 18:41 | minute | |
Aktualisiert am 22.01.2015 - 18:50 UhrLesedauer: 4 Min. | de | 2015-01-22 18:50 | minute | | modified
22.01.2015, 17:19 Uhr • Lesezeit: 8 Minuten | de | 2015-01-22 17:19 | minute | |
15:11 Uhr, 22. Mär 2015 | de | 2015-03-22 15:11 | minute | |
le 22 janvier 2015 à 15h11 | fr | 2015-01-22 15:11 | minute | |
Publié le 22 juil. 2015 à 08:01Mis à jour le 23 juil. 2015 à 09:06 | fr | 2015-07-22 08:01 | minute | | published
Mis à jour le 1er août 2015 à 15h | fr | 2015-08-01 15:00 | minute | | modified
22 de enero de 2015 | es | 2015-01-22 | day | |
Actualizado el 22/01/2015 21:57 h | es | 2015-01-22 21:57 | minute | | modified
jueves, 22 de enero del 2015 - 16:51 h | es | 2015-01-22 16:51 | minute | |
22 de março de 2015 às 15h11 | pt | 2015-03-22 15:11 | minute | |
1º de fevereiro de 2015 | pt | 2015-02-01 | day | |
Atualizado em 01/02/2015 às 10h05 | pt | 2015-02-01 10:05 | minute | | modified
22 Gennaio 2015 Aggiornato alle 16:01 1 minuti di lettura | it | 2015-01-22 | day | |
Pubblicato il 22 set 2015 alle ore 14.41 | it | 2015-09-22 14:41 | minute | | published
22 mrt 2015 om 15:11 | nl | 2015-03-22 15:11 | minute | |
Laatst bijgewerkt: 22 mei 2015 | nl | 2015-05-22 | day | | modified
22 января 2015, 15:11 | ru | 2015-01-22 15:11 | minute | |
Опубликовано 22 января 2015 г. в 15:11 МСК | ru | 2015-01-22 12:11 | minute | МСК | published
15:11, 22 мая 2015 | ru | 2015-05-22 15:11 | minute | |
22 січня 2015 р., 15:11 | uk | 2015-01-22 15:11 | minute | |
22 listopada 2015, godz. 15:11 | pl | 2015-11-22 15:11 | minute | |
22 listopada 2015 | hr | 2015-10-22 | day | |
22. ledna 2015 15:11 | cs | 2015-01-22 15:11 | minute | |
Aktualizováno: 22. září 2015 | cs | 2015-09-22 | day | | modified
22. januára 2015 o 15:11 | sk | 2015-01-22 15:11 | minute | |
Publicerad 23 okt 2015 kl 10.23Uppdaterad kl 12.17 | sv | 2015-10-23 10:23 | minute | | published
torsdag 22 januari 2015 | sv | 2015-01-22 | day | |
Publisert: 05.08.24 kl. 14:47 | no | 2024-08-05 14:47 | minute | | published
15.10.24 23:35 | no | 2024-10-15 23:35 | minute | |
22. maj 2015 kl. 15.11 | da | 2015-05-22 15:11 | minute | |
Julkaistu 22. tammikuuta 2015 klo 15.11 | fi | 2015-01-22 15:11 | minute | | published
22.1.2015 | fi | 2015-01-22 | day | |
2015 m. sausio 22 d. 15:11 | lt | 2015-01-22 15:11 | minute | |
2015.01.22 19:59 | lt | 2015-01-22 19:59 | minute | |
2015. gada 22. janvāris | lv | 2015-01-22 | day | |
22. jaanuar 2015 | et | 2015-01-22 | day | |
Giriş: 22 Ocak 2015 15:11 | tr | 2015-01-22 15:11 | minute | | published
Son Güncelleme : 30.04.2015 - 16:49 | tr | 2015-04-30 16:49 | minute | | modified
22 ŞUBAT 2015 | tr | 2015-02-22 | day | |
22 Ιανουαρίου 2015, 3:11 μ.μ. | el | 2015-01-22 15:11 | minute | |
Publicat: 22 ianuarie 2015, 15:11 | ro | 2015-01-22 15:11 | minute | | published
2015. január 22. 15:11 | hu | 2015-01-22 15:11 | minute | |
2015. 01. 22. | hu | 2015-01-22 | day | |
22 януари 2015 г. | bg | 2015-01-22 | day | |
22. siječnja 2015. u 15:11 | hr | 2015-01-22 15:11 | minute | |
22. јануар 2015. | sr | 2015-01-22 | day | |
22. oktober 2015 ob 15.11 | sl | 2015-10-22 15:11 | minute | |
Kamis, 22 Januari 2015 15.11 WIB | id | 2015-01-22 08:11 | minute | WIB |
Diterbitkan pada 22 Ogos 2015 | ms | 2015-08-22 | day | | published
Thứ tư, 22/10/2015, 19:25 (GMT+7) | vi | 2015-10-22 12:25 | minute | GMT+7 |
Ngày 22 tháng 1 năm 2015 | vi | 2015-01-22 | day | |
22 Tháng Một 2015 | vi | 2015-01-22 | day | |
2015年1月22日 15時11分 | ja | 2015-01-22 15:11 | minute | |
2015年1月22日(木) 午後3時11分 | ja | 2015-01-22 15:11 | minute | |
公開日：2015/01/22 11:30　更新日：2015/01/23 11:30 | ja | 2015-01-22 11:30 | minute | | published
2015年1月14日 01時28分 (1月14日 01時40分更新) | ja | 2015-01-14 01:28 | minute | |
平成27年1月22日 | ja | 2015-01-22 | day | |
２０１５年１月２２日 | ja | 2015-01-22 | day | |
2015年01月22日 星期四 15:11 | zh | 2015-01-22 15:11 | minute | |
发布时间：2015-01-22 15:11:09 | zh | 2015-01-22 15:11:09 | second | | published
2015. 1. 22. 오후 3:11 | ko | 2015-01-22 15:11 | minute | |
입력 2015.01.22 15:11 수정 2015.01.22 16:00 | ko | 2015-01-22 15:11 | minute | | published
2015년 1월 22일 (목) 15시 11분 | ko | 2015-01-22 15:11 | minute | |
22 يناير 2015 | ar | 2015-01-22 | day | |
الخميس 22 كانون الثاني 2015 | ar | 2015-01-22 | day | |
آخر تحديث: ٢٢ يناير/كانون الثاني ٢٠١٥ | ar | 2015-01-22 | day | | modified
22 בינואר 2015, 15:11 | he | 2015-01-22 15:11 | minute | |
۲۲ ژانویه ۲۰۱۵ | fa | 2015-01-22 | day | |
۲ بهمن ۱۳۹۳ | fa | 2015-01-22 | day | |
۱۳۹۳/۱۱/۰۲ ۱۵:۱۱ | fa | 2015-01-22 15:11 | minute | |
22 जनवरी 2015 | hi | 2015-01-22 | day | |
22 มกราคม 2558 | th | 2015-01-22 | day | |
เผยแพร่: 22 ม.ค. 2558 15:11 น. | th | 2015-01-22 15:11 | minute | | published
22 de gener de 2015 | ca | 2015-01-22 | day | |
1 d’abril de 2015 | ca | 2015-04-01 | day | |
22. janúar 2015 | is | 2015-01-22 | day | |
22. Mäerz 2015 | lb | 2015-03-22 | day | |
12:20pm Jan 7, 2015 | en | 2015-01-07 12:20 | minute | |
June 30, 2015 - 4.34pm | en | 2015-06-30 16:34 | minute | |
Published: 15:56 BST, 27 April 2015 ¦ Updated: 15:57 BST, 27 April 2015 | en | 2015-04-27 14:56 | minute | BST | published
08:39, 06 Jan 2015Updated 08:41, 06 Jan 2015 | en | 2015-01-06 08:39 | minute | |
Published Jun 05, 2015  •  Last updated 1 hour ago  •  3 minute read | en | 2015-06-05 | day | | published
Last Updated: December 15th 2015 | en | 2015-12-15 | day | | modified
Posted on June 29, 2015November 12, 2015 | en | 2015-06-29 | day | | published
October 17, 20156:01 PM EST | en | 2015-10-17 23:01 | minute | EST |
Updated: January 2, 2015, 9:06am CST | en | 2015-01-02 09:06 | minute | | modified
Thursday 22nd of January 2015 03:11:09 PM | en | 2015-01-22 15:11:09 | second | |
Thu Jan 22 15:11:09 +0000 2015 | en | 2015-01-22 15:11:09 | second | +0000 |
Thu, 22 Jan 2015 15:11:09 -0500 | en | 2015-01-22 20:11:09 | second | -0500 |
04-ago-2015 5:11:10 | es | 2015-08-04 05:11:10 | second | |
2015•01•08 | | 2015-01-08 | day | |
30.01.201530. Januar 2015 | de | 2015-01-30 | day | |
Publiziert17. Dezember 2015, 12:17 | de | 2015-12-17 12:17 | minute | | published
""".strip().splitlines()

NOT_DATE_LINES = """
He left on January 22, 2015.
Am 22. Januar 2015 trat der Rat zurück.
On 22 January 2015 the bridge at Ostrel was closed
Le 22 janvier 2015, la digue a cédé
Jan. 22, 2015 was a Thursday
Bob May 22, 2015
By Ada Fern, 22 January 2015
Photo taken 22 January 2015
Copyright 2015
© 22 January 2015
January 2015
2015
1 hour ago
22 January
3:11 p.m.
February 30, 2015
31.04.2015
January 22, 1815
January 22, 2315
22 January 2015 39
22 January 2015, 10.50 euros
Ostrel beat Vannby 3-2 on 22/01/2015
Version 1.2.10
192.168.10.24
10.10.24.7
Tickets: 22.01.2015, 15:11 Uhr
22 January 2015 19°C
Why January 22, 2015?
Season 2014/2015
2014-15
Tel. 01.22.2015.44
22 people 2015
3 years ago 2015
Mayor 22, 2015
24/7/365
""".strip().splitlines()


@pytest.mark.parametrize("case", LINES, ids=lambda case: case.split("|")[0].strip())
def test_reads_the_date_lines_of_the_world(case):
    """A date line of any of these languages is recognised as one, and its day, time, zone and label are read."""
    text, language, when, precision, zone, label = (part.strip() for part in case.split("|"))
    text = text.replace("¦", "|")
    found = is_date_line(text, language or None)
    assert found is not None
    assert found.when == datetime.fromisoformat(when).replace(tzinfo=UTC)
    assert (found.precision, found.zone or "", found.label or "") == (precision, zone, label)
    assert text[found.start : found.end] == found.text
    assert not found.ambiguous
    assert found in find_dates(text, language=language or None)


@pytest.mark.parametrize("text", NOT_DATE_LINES)
def test_leaves_all_else_alone(text):
    """Prose with a date, other numbers, and days that no calendar has are no date lines, in whatever language they are read."""
    for language in (None, "en", "de", "fr"):
        assert is_date_line(text, language) is None


@pytest.mark.parametrize(
    ("text", "language", "day", "ambiguous"),
    [
        ("02/01/2015", None, date(2015, 1, 2), True),
        ("02/01/2015", "en", date(2015, 1, 2), True),
        ("02/01/2015", "en-US", date(2015, 2, 1), False),
        ("02/01/2015", "en-GB", date(2015, 1, 2), False),
        ("02/01/2015", "es", date(2015, 1, 2), False),
        ("02/01/2015 3:11 PM EDT", "en", date(2015, 2, 1), False),
        ("01/22/2015", "de", date(2015, 1, 22), False),
        ("22/01/2015", "en-US", date(2015, 1, 22), False),
        ("02.02.2015", "en", date(2015, 2, 2), False),
        ("22 listopada 2015", None, date(2015, 11, 22), True),
    ],
)
def test_says_when_a_day_can_be_read_in_two_ways(text, language, day, ambiguous):
    """Day first, unless that is impossible or the region says otherwise; where nothing decides, the date says so."""
    found = is_date_line(text, language)
    assert (found.when.date(), found.ambiguous) == (day, ambiguous)


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("She left Ostrel on 3 May 2015 and came back on June 5, 2016, at noon.", "en", ["2015-05-03", "2016-06-05"]),
        ("Von Ada Fern | 22. Januar 2015", "de", ["2015-01-22"]),
        ("Ada FernMar 5, 2015 | 6 comments", "en", ["2015-03-05"]),
        ("Ada Fern Mar 5, 2015", "en", ["2015-03-05"]),
        ("林花子2015年1月13日 21時37分", "ja", ["2015-01-13"]),
        ("Ostrel, January 2015: a report", "en", ["2015-01-01"]),
        ("the 2015 season, ten years ago 2005", "en", []),
        ("Room 22, 2015 people", "en", []),
    ],
)
def test_finds_dates_inside_a_line(text, language, days):
    """Every date in a line is found, in order, and nothing that is none."""
    assert [found.when.date().isoformat() for found in find_dates(text, language=language)] == days


@pytest.mark.parametrize(
    ("value", "when", "precision", "zone"),
    [
        ("2015-01-22T15:11:09.123Z", "2015-01-22 15:11:09", "second", "Z"),
        ("2015-01-22T15:11:09-0530", "2015-01-22 20:41:09", "second", "-0530"),
        ("2015-01-22T15:11+01", "2015-01-22 14:11", "minute", "+01"),
        ("2015-01-22 15:11:09 UTC", "2015-01-22 15:11:09", "second", "UTC"),
        ("20150122T151109Z", "2015-01-22 15:11:09", "second", "Z"),
        ("20150122", "2015-01-22", "day", None),
        (" 2015-01-22 ", "2015-01-22", "day", None),
        ("2015-01", "2015-01-01", "month", None),
        ("2015", "2015-01-01", "year", None),
        ("Thu, 22 Jan 2015 15:11:09 GMT", "2015-01-22 15:11:09", "second", "GMT"),
        ("2015-01-22T15:11:09+01:00[Europe/Paris]", "2015-01-22 14:11:09", "second", "+01:00"),
    ],
)
def test_reads_values_of_markup(value, when, precision, zone):
    """ISO 8601 in the shapes that markup holds, and RFC 2822."""
    found = parse_iso(value)
    assert (found.when, found.precision, found.zone) == (datetime.fromisoformat(when).replace(tzinfo=UTC), precision, zone)


@pytest.mark.parametrize("value", ["", "yesterday", "2015-02-30", "0001-01-01T00:00:00Z", "1421939469", "201501", "P1D", "2015-13-01"])
def test_refuses_values_that_are_no_date(value):
    """What is no date between 1900 and 2100 is None, never an exception."""
    assert parse_iso(value) is None


def test_parse_date_takes_the_whole_text():
    """`parse_date` reads months and years too, and refuses a text that holds two dates or anything else."""
    assert parse_date("Januar 2015", language="de").precision == "month"
    assert parse_date("2015").precision == "year"
    assert parse_date("Published: 22 January 2015").label == "published"
    assert parse_date("22 January 2015 and 23 January 2015") is None
    assert parse_date("Ostrel, 22 January 2015") is None


@pytest.mark.parametrize("code", sorted({code for found in words().months.values() for _, code in found}))
def test_every_month_name_is_read_in_its_language(code):
    """Day, month, year in words gives the same day back, for all names of all languages."""
    for name, found in words().months.items():
        for number, language in found:
            if language == code:
                when = parse_date(f"22 {name} 2015", language=code).when
                assert (name, when.date()) == (name, date(2015, number, 22))


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_back(day):
    """Law: what ISO, the numeric and the English forms print is what is read."""
    forms = (day.isoformat(), f"{day:%d.%m.%Y}", f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}", f"{day.year}年{day.month}月{day.day}日")
    assert {parse_date(form, language="de").when.date() for form in forms} == {day}


@given(st.text(alphabet=st.sampled_from("0123456789 ./-:,|年月日JanuaryMMay.appm+ZT٢พ.ศİß(") | st.characters(), max_size=80))
def test_no_text_is_an_error(text):
    """Law: any text gives dates whose characters stand where they say, from 1899-12-31 to 2101; never an exception."""
    for language in (None, "en", "fa", "th"):
        found = find_dates(text, language=language)
        for one in found:
            assert text[one.start : one.end] == one.text
            assert 1899 <= one.when.year <= 2101
        assert all(a.end <= b.start for a, b in itertools.pairwise(found))
        parse_date(text, language=language)
        is_date_line(text, language)
    parse_iso(text)


@given(st.text())
def test_folding_keeps_places(text):
    """Law: the folded line is as long as the line, so a place in one is the same place in the other."""
    assert len(fold_case(fold_digits(text))) == len(text)


def test_solar_hijri_new_years():
    """The first days of Iranian years, as the Iranian calendar office gives them."""
    known = {1375: date(1996, 3, 20), 1399: date(2020, 3, 20), 1400: date(2021, 3, 21), 1403: date(2024, 3, 20), 1404: date(2025, 3, 21)}
    assert {year: from_solar_hijri(year, 1, 1) for year in known} == known


def test_a_found_date_travels():
    """Workers send dates to each other."""
    found = is_date_line("22 January 2015")
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["22 January 2015 ", "2558 ", "15:11 ", "1.2.", "2015", "Jan ", "22/01/2015T15:11", "2015年", "- ", "a.", "+01:00 2015 "])
def test_time_grows_with_the_line_and_no_faster(piece):
    """Law: a line of ten times the length takes about ten times as long, whatever it repeats (half a megabyte ends in seconds)."""

    def seconds(n_chars):
        text = (piece * (n_chars // len(piece) + 1))[:n_chars]
        start = time.process_time()
        find_dates(text)
        return time.process_time() - start

    seconds(1_000)
    # The best of three: what else the machine does can only make it slower.
    assert min(seconds(200_000) for _ in range(3)) < 40 * max(min(seconds(20_000) for _ in range(3)), 0.002)


def test_digits_of_every_script_are_folded() -> None:
    digits = "".join(char for char in map(chr, range(sys.maxunicode + 1)) if char.isdecimal())
    assert len(digits) >= 600
    assert fold_digits(digits) == "".join(str(int(char)) for char in digits)


@pytest.mark.parametrize(
    ("text", "day", "is_ambiguous"),
    [
        ("Tue, 05/06/2031 - 14:12", "2031-05-06", False),
        ("Thursday 05/06/2031", "2031-06-05", False),
        ("Fri, 05/06/2031", "2031-06-05", True),
        ("05/06/2031", "2031-06-05", True),
    ],
)
def test_a_weekday_says_which_number_is_the_month(text: str, day: str, is_ambiguous: bool) -> None:
    """Where one reading falls on it, and the other does not."""
    found = find_dates(text)[0]
    assert (found.when.date().isoformat(), found.ambiguous) == (day, is_ambiguous)
