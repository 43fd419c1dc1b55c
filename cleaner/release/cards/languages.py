"""Languages by their English names: prose says "German", a column says `de`."""

from __future__ import annotations

_NAMES = {
    code: name
    for code, _, name in (
        entry.partition(" ")
        for entry in (
            "af Afrikaans,am Amharic,ar Arabic,az Azerbaijani,be Belarusian,bg Bulgarian,bn Bengali,bs Bosnian,ca Catalan,cs Czech,cy Welsh,da Danish,de German,"
            "el Greek,en English,eo Esperanto,es Spanish,et Estonian,eu Basque,fa Persian,fi Finnish,fr French,ga Irish,gl Galician,gu Gujarati,he Hebrew,hi Hindi,"
            "hr Croatian,hu Hungarian,hy Armenian,id Indonesian,is Icelandic,it Italian,ja Japanese,ka Georgian,kk Kazakh,km Khmer,kn Kannada,ko Korean,ky Kyrgyz,"
            "la Latin,lb Luxembourgish,lo Lao,lt Lithuanian,lv Latvian,mk Macedonian,ml Malayalam,mn Mongolian,mr Marathi,ms Malay,mt Maltese,my Burmese,ne Nepali,"
            "nl Dutch,no Norwegian,pa Punjabi,pl Polish,ps Pashto,pt Portuguese,ro Romanian,ru Russian,si Sinhala,sk Slovak,sl Slovenian,so Somali,sq Albanian,"
            "sr Serbian,sv Swedish,sw Swahili,ta Tamil,te Telugu,tg Tajik,th Thai,tl Tagalog,tr Turkish,uk Ukrainian,ur Urdu,uz Uzbek,vi Vietnamese,zh Chinese"
        ).split(",")
    )
}


def language_name(code: str) -> str:
    """The language's name in English; a code that is not known here stays as it is.

    >>> language_name("de"), language_name("nds")
    ('German', 'nds')
    """
    return _NAMES.get(code, code)
