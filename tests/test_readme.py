import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def line_under(mark: str) -> str:
    found = re.search(rf"<!-- {mark} -->\n```sh\n(.+)\n```", README)
    assert found, mark
    return found.group(1)


def test_both_lines_install_from_the_hashed_lock_and_build_offline_from_it() -> None:
    for mark, requirements in (("the demo line", "requirements.txt"), ("the test line", "requirements-dev.txt")):
        line = line_under(mark)
        assert f"--require-hashes -r {requirements}" in line
        assert "--no-deps --no-build-isolation" in line
        text = (ROOT / requirements).read_text(encoding="utf-8")
        assert re.search(r"^hatchling==", text, re.MULTILINE)


def test_every_requirement_is_hashed() -> None:
    for requirements in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / requirements).read_text(encoding="utf-8")
        blocks = re.split(r"\n(?=\S)", "\n".join(line for line in text.splitlines() if not line.strip().startswith("#")))
        pins = [block for block in blocks if "==" in block]
        assert len(pins) > 30
        assert all("--hash=sha256:" in block for block in pins)


def test_the_requirements_are_current_exports_of_the_lock() -> None:
    for requirements, groups in (
        ("requirements.txt", ["--no-default-groups", "--group", "build"]),
        ("requirements-dev.txt", []),
    ):
        export = subprocess.run(
            ["uv", "export", "--offline", "--frozen", "--no-emit-project", "--no-header", "-q", *groups],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert export.stdout == (ROOT / requirements).read_text(encoding="utf-8")


def test_every_file_that_readme_links_to_is_there() -> None:
    for name in ("README.md", "README.ar.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        links = re.findall(r"\]\((?!https?://|#)([^)#]+)", text)
        assert links
        assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize(("readme", "language"), [("README.md", "en"), ("README.ar.md", "ar")])
def test_readme_explains_terms_as_help_does(readme: str, language: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8").replace("\\|", "|")
    text = re.sub(r'<code dir="rtl">(.+?)</code>', r"`\1`", text)
    phrases = tomllib.loads((ROOT / "bot" / "text" / "catalogues" / f"{language}.toml").read_text(encoding="utf-8"))
    kinds = [kind for kind in phrases["watch_language"].values() if isinstance(kind, dict)]
    assert len(kinds) >= 9
    for kind in kinds:
        assert f"| `{kind['example']}` | {kind['says']} |" in text
