"""Text that is no plain news page: sensible verdicts, or an honest word in `low_confidence` or the rejection; work grows with size alone."""

import pytest

from cleaner.article import Examined, Fate, RawArticle
from cleaner.line_model import judge_lines
from cleaner.line_model.lines import HEAD_CHARS, TAIL_CHARS, read_lines
from cleaner.line_model.model import MOST_LINES, built_in
from cleaner.pipeline import examine
from tests.line_model.pages import given, reading

MENU = ["Home", "Islands", "Weather", "Tides", "Sign in"]
FOOT = ["About us", "Contact", "Imprint", "Privacy"]


def page(*body: str, between: str = "\n\n") -> str:
    """The text of a page with a menu above and links below it."""
    return "\n".join(MENU) + "\n\n" + between.join(body) + "\n\n" + "\n".join(FOOT) + "\n"


def cleaned(text: str) -> Examined:
    return examine(RawArticle(text.encode(), "page.txt"))


POEM = """The keeper counts the gulls at dawn,
and one is always gone;
he writes it in a salted book
and puts his slippers on.

The lamp has nothing more to say,
the fog has said it twice;
he feeds the stove, he feeds the dog,
he feeds the cellar mice.

And when the relief boat comes in May
with flour, oil and rope,
he asks the boy who throws the line
for soap, for soap, for soap.

The boy has brought a radio,
a letter and a hen;
the keeper counts the gulls at dusk
and counts them once again."""

TRANSCRIPT = [
    "INTERVIEWER: You were the first to see the ship. What did you think it was?",
    "KARLSEN: A house, to be honest. It had lights in every window, and it did not move at all.",
    "INTERVIEWER: When did you understand that it had run aground?",
    "KARLSEN: When somebody on deck began to play the accordion. Nobody plays the accordion at four in the morning on a ship that is going anywhere.",
    "INTERVIEWER: And then you rowed out?",
    "KARLSEN: My brother rowed. I held the lamp and told him where the rocks were, and he told me that he knew.",
    "INTERVIEWER: How many trips did you make that night?",
    "KARLSEN: Eleven. The last one was for the captain's cat, who did not want to come, and scratched both of us.",
]

QUESTIONS = [
    "Why was the pier closed?",
    "Divers found in March that nine of its forty piles were eaten through by shipworm, and the harbour board closed it the same evening.",
    "Who pays for the repair?",
    "The board pays a third, the county another, and the rest is to come from the fares, which rise by two crowns in the summer.",
    "When will the ferry land there again?",
    "Not before October. Until then it lands at the fish quay, where there is no waiting room and, on Tuesdays, a good deal of fish.",
    "Can the old pier be saved?",
    "Its head, yes. The wooden middle part will be taken down, sawn up and, if anybody wants it, sold by the yard.",
]

LIVE = [
    "14:32",
    "The tug has reached the ferry and made fast. The tide turns in twenty minutes, and the harbour master says there will be one attempt.",
    "14:10",
    "Passengers are being given soup. The wedding party has asked for the cake to be taken ashore first.",
    "13:55",
    "A second lifeboat is on its way from Vik. The wind has gone round to the north and is freshening.",
    "13:20",
    "The company says that the radar failed shortly after the ship left, and that all forty people on board are well.",
    "12:48",
    "The morning ferry to Orm has run aground on the sandbank south of the island, our reporter on the quay writes.",
]

LIST = [
    text
    for number in range(1, 41)
    for text in (
        f"{number}. The lighthouse at {['Orm', 'Vik', 'Holm', 'Skerry', 'Tarn'][number % 5]} {['Head', 'Point', 'Ness', 'Bank'][number % 4]}",
        f"Built in {1790 + 3 * number}, it has {40 + number} steps, a lamp that is seen for {8 + number % 12} miles and a garden that grows only kale.",
    )
]

RECIPE = [
    "Fish soup as they make it on Orm takes an hour, one pot and whatever the boats have brought in. The saffron is a later fashion, and the old women frown at it.",
    "Ingredients",
    "800 g haddock or cod, with the heads",
    "2 leeks",
    "4 potatoes",
    "1 tbsp butter",
    "200 ml cream",
    "Salt, pepper, dill",
    "Method",
    "1. Boil the heads with the green of the leeks for half an hour in two litres of water, then strain the broth and throw the rest to the gulls.",
    "2. Cut the potatoes and the white of the leeks small, let them sweat in the butter without browning, and pour the broth over them.",
    "3. When the potatoes are soft, lay the fish in, take the pot off the fire, stir in the cream and wait five minutes with the lid on.",
]

SCRIPTS = [
    "The ferry to Orm left an hour late on Monday, and the harbour master blamed the fog, the tide and the new timetable in that order.",
    "Паром на остров Орм вышел в понедельник с опозданием на час, и начальник порта винил в этом туман, прилив и новое расписание.",
    "オルム島行きの連絡船は月曜日、一時間遅れて出港した。港長はその原因として霧と潮と新しい時刻表を順に挙げ、乗客に謝罪した。翌日は定刻に出る予定だという。",
    "غادرت العبارة المتجهة إلى جزيرة أورم متأخرة ساعة يوم الاثنين، وألقى مدير الميناء اللوم على الضباب والمد والجدول الجديد.",
    "Το πλοίο για το νησί Ορμ έφυγε με μία ώρα καθυστέρηση τη Δευτέρα, και ο λιμενάρχης κατηγόρησε την ομίχλη και το νέο δρομολόγιο.",
]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a transcript", TRANSCRIPT),
        ("questions and answers", QUESTIONS),
        ("a live blog", LIVE),
        ("a list of forty", LIST),
        ("a recipe", RECIPE),
        ("several scripts", SCRIPTS),
        ("all capitals", [text.upper() for text in TRANSCRIPT[1::2] + QUESTIONS[1::2]]),
        ("a poem", POEM.split("\n\n")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_its_prose_stays_or_the_row_says_so(name: str, body: list[str]) -> None:
    """No sentence of the text is lost without a word; of the menu and the foot nothing is left."""
    examined = cleaned(page(*body))
    if examined.article is None:
        assert examined.rejection is not None, name
        return
    lines = {line.strip() for paragraph in body for line in paragraph.split("\n")}
    lost = [line.text for line in examined.lines if line.fate is Fate.DROP and line.text in lines and len(line.text) >= 60]
    assert not lost or examined.article.low_confidence, (name, lost)
    left = [line for line in (*MENU, *FOOT) if line in examined.article.text.split("\n")]
    assert len(left) <= 1, (name, left)


def test_short_lines_of_a_recipe_or_poem_are_mostly_kept_or_doubted() -> None:
    """Verses and ingredients look like a menu's lines; what stands between sentences is not lost wholesale in silence."""
    for body in (POEM.split("\n\n"), RECIPE):
        examined = cleaned(page(*body))
        lines = [line for paragraph in body for line in paragraph.split("\n")]
        kept = {line.text.strip() for line in examined.lines if line.fate is not Fate.DROP}
        honest = examined.article is None or examined.article.low_confidence is not None
        assert honest or sum(line in kept for line in lines) >= 0.6 * len(lines), [line for line in lines if line not in kept]


def test_a_page_of_numbers_is_no_article() -> None:
    """A results table without a sentence is rejected, or said to be doubtful; nothing breaks."""
    text = "\n".join(f"{n} {n * 37 % 101} {n * 53 % 97}.{n % 10}" for n in range(400))
    examined = cleaned(text)
    assert examined.article is None or examined.article.low_confidence is not None or examined.article.n_words > 300


@pytest.mark.parametrize("n_paragraphs", [5, 6, 7, 8])
@pytest.mark.parametrize("separator", ["\n", "\n\n"])
def test_a_short_article_alone_loses_nothing(n_paragraphs: int, separator: str) -> None:
    """What people keep in files: a few paragraphs and nothing around them. First and last stay."""
    paragraphs = [*QUESTIONS[1::2], *TRANSCRIPT[1::2]][:n_paragraphs]
    examined = cleaned(separator.join(paragraphs))
    assert examined.article is not None
    assert [line.no for line in examined.lines if line.fate is not Fate.KEEP] == []


def test_one_word_a_line_is_judged_line_by_line() -> None:
    """Every line has a verdict."""
    words = reading("\n".join(" ".join(TRANSCRIPT).split() * 20))
    assert len(list(judge_lines(words))) == len(words.solid)


def test_a_line_of_any_length_is_read_at_its_ends() -> None:
    """20 MB or 20 KB: the same characters are looked at, so a line's length costs nothing."""
    for line in ("x" * 20_000_000, "It rained. " * 2_000):
        lines = read_lines(built_in().alphabet, [given(line)])
        assert int(lines.counts.sum()) <= HEAD_CHARS + TAIL_CHARS
        assert int(lines.n_chars[0]) == len(line.strip())


def test_blank_lines_cost_nothing() -> None:
    """A million empty lines have no verdicts, and are no error."""
    assert list(judge_lines(reading("\n" * 1_000_000))) == []
    examined = cleaned("\n" * 1_000_000)
    assert examined.rejection is not None


@pytest.mark.slow
def test_very_large_input() -> None:
    """A line of 100 MB, and more lines than are judged together."""
    (verdict,) = judge_lines(reading("It rained on the harbour. " * 4_000_000))
    assert verdict.line == 1
    many = reading("word\n" * (3 * MOST_LINES))
    assert len(list(judge_lines(many))) == 3 * MOST_LINES
