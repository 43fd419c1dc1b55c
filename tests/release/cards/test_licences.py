import pytest

from cleaner.release.cards.licences import hub_licence, licence_page


@pytest.mark.parametrize("licence", ["CC0-1.0", "cc-by-4.0", "ODbL-1.0", "MIT", "Apache-2.0"])
def test_known_licences_have_a_page_and_a_hub_name(licence):
    """What is in the list is named as hubs name it and has an address, in whatever case it was written."""
    assert hub_licence(licence).islower()
    assert hub_licence(licence) not in {"other", "unknown"}
    assert licence_page(licence).startswith("https://")


@pytest.mark.parametrize("licence", ["CC-BY", "CC BY 4.0", "Ask the board", "https://aldwin.example/terms"])
def test_similar_is_not_the_same(licence):
    """A licence that is not in the list is never taken for one that is."""
    assert hub_licence(licence) == "other"
    assert licence_page(licence) == (licence if licence.startswith("https") else None)
