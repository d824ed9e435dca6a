from pathlib import Path

from neglect_triage.extracts.formats.specification import FORMATS, load_format
from neglect_triage.simulate.writers.documentation import formats_page
from neglect_triage.simulate.writers.quirks import all_quirks

PAGE = Path(__file__).resolve().parents[3] / "docs/reference/formats.md"


def test_the_page_on_formats_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == formats_page(), "run: neglect-triage formats"


def test_it_names_every_table_role_limit_and_quirk() -> None:
    page = formats_page()
    for name in FORMATS:
        form = load_format(name)
        assert all(f"- {limit}\n" in page for limit in form.holds_not)
        for table, spec in form.tables.items():
            assert f"### {table}\n" in page
            assert spec.because or all(f"| `{role}`" in page for role in spec.columns)
    assert all(f"| `{quirk}` |" in page for quirk in all_quirks())
