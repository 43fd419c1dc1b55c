"""Recipes: the list below "Ingredients" is the text's own, though none of its lines is a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaner.article import Verdict
from cleaner.rules.reading import Reading, ends_sentence, keep

_INGREDIENTS = frozenset(
    "ingredients ingredient zutaten ingrédients ingredientes ingredienti ingrediënten ingredienser ingredienserna raaka-aineet ainekset ainesosat składniki suroviny ingrediencie "
    "ingrediente hozzávalók sastojci sestavine съставки ингредиенты состав інгредієнти υλικά malzemeler المكونات المقادير מרכיבים מצרכים सामग्री উপকরণ اجزا اجزاء مواد 材料 食材 재료 ส่วนผสม วัตถุดิบ "
    "bahan bahan-bahan sangkap viungo ingredience innihald hráefni koostisosad sastāvdaļas ingredientai".split()
) | {"nguyên liệu", "what you need", "you will need", "you'll need", "was sie brauchen", "das brauchen sie", "ce qu'il vous faut", "mga sangkap", "مواد لازم"}
_METHOD = frozenset(
    "instructions directions method preparation steps zubereitung préparation preparación elaboración preparazione procedimento bereiding bereidingswijze fremgangsmåde framgangsmåte valmistus "
    "valmistusohje przygotowanie wykonanie postup příprava elkészítés yapılışı hazırlanışı приготовление приготування εκτέλεση 作り方 做法 步骤 步驟 วิธีทำ".split()
) | {
    "modo de preparo",
    "modo de preparação",
    "cara membuat",
    "cách làm",
    "so geht's",
    "gör så här",
    "slik gjør du",
    "sådan gør du",
    "how to make it",
    "mod de preparare",
    "طريقة التحضير",
    "만드는 법",
}
_HEADED = re.compile(r"(?P<word>[^:(]{2,30}?)\s*(?:\(.{1,30}|[:：].{0,20}|(?:for|für|pour|para|per|voor|till|för|til|dla|на|за) (?:ca\.? )?\d.{0,20})?")
_AMOUNT = re.compile(r"[\s•*▪◦·–-]*(?:\d|[½¼¾⅓⅔⅛]|(?:[Aa]|an|[Oo]ne|two|ein|eine|un|une|una|uno|um|uma|en|ett|et|een) [^\W\d_])")
_TOLD = re.compile(r"[^:]{3,24}:\s?[^:]{0,24}\d[^:]{0,24}")
_MOST, _LEAST, _LEAST_AMOUNTS, _LONGEST, _LONGEST_HEADING = 30, 3, 0.4, 90, 50
_HEAD_CHARS = 2
_HEADS = frozenset(word[:_HEAD_CHARS] for word in _INGREDIENTS)
"""How such headings begin; most lines end here."""
_MOST_TOLD = 4
"""Lines right above the list that say for how many it is and how long it takes."""


def recipe_list(reading: Reading) -> Iterable[Verdict]:
    """The ingredients below the heading that says so, up to the next paragraph, in a text that has one."""
    if reading.document.markup:
        return
    for index in reading.solid:
        folded = reading.folded[index]
        if folded[:_HEAD_CHARS] not in _HEADS or len(folded) > _LONGEST_HEADING or not _is_heading(folded):
            continue
        place = reading.place[index]
        run: list[int] = []
        for below in reading.solid[place + 1 : place + 1 + _MOST]:
            text = reading.bare[below]
            if not reading.is_open(below) or len(text) > _LONGEST or reading.looks_like_prose(below) or (ends_sentence(text) and len(text) > _LONGEST_HEADING):
                break
            run.append(below)
        method = next((i for i in run if reading.folded[i] in _METHOD), None)
        run = [i for i in run if method is None or i < method]
        while method is None and run and not _AMOUNT.match(reading.bare[run[-1]]):
            run.pop()  # another heading
        n_amounts = sum(_AMOUNT.match(reading.bare[i]) is not None for i in run)
        if len(run) < _LEAST or n_amounts < _LEAST_AMOUNTS * len(run) or reading.last_prose < run[-1]:
            continue
        if reading.is_open(index):
            yield keep(index, "heading", "recipe-list", f"it heads a list of {len(run)} ingredients")
        for entry in run:
            yield keep(entry, "body", "recipe-list", f"in the list of {len(run)} ingredients below line {index + 1}")
        if method is not None:
            yield keep(method, "heading", "recipe-list", f"it heads what is to be done with the {len(run)} ingredients")
        for above in reversed(reading.solid[max(0, place - _MOST_TOLD) : place]):
            if not reading.is_open(above) or not _TOLD.fullmatch(reading.bare[above]):
                break
            yield keep(above, "body", "recipe-list", f"a label and a number right above the ingredients on line {index + 1}", score=0.8)


def _is_heading(folded: str) -> bool:
    if folded in _INGREDIENTS:
        return True
    if ":" not in folded and "(" not in folded and not any(map(str.isdigit, folded)):
        return False
    match = _HEADED.fullmatch(folded)
    return match is not None and match["word"] in _INGREDIENTS
