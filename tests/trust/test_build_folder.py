"""A build folder may be damaged, or come from a stranger with the rest of a data set: a build gives what the sheets say.

What the last build left for the next is used only where that build was made, and only if it is whole.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg.page.page
from kg import workspace as workspaces
from kg.errors import KgError
from kg.making.build import build
from kg.making.shelf import Shelf, digest, shelf
from kg.store import Generations
from tests.making.test_incremental import BASE, content, outcome, prepared, write

OTHER = replace(BASE, paper=BASE.paper[1:])
Damage = Callable[[Path], object]


class Place:
    """A workspace in one of two states, an output folder, and what a build from nothing gives for each."""

    def __init__(self, root: Path) -> None:
        self.folder = root
        self.workspace = prepared(str(root))
        self.output = root / "output"
        self.states = {"base": BASE, "other": OTHER}
        self.expected = {}
        for name in ("other", "base"):
            self.set(name)
            assert outcome(self.workspace, root / f"fresh-{name}")[0] == ""
            self.expected[name] = content(root / f"fresh-{name}")
        assert self.expected["base"] != self.expected["other"]
        self.now = "base"

    def set(self, name: str) -> None:
        write(self.workspace, self.states[name])
        self.now = name

    def builds(self) -> None:
        assert outcome(self.workspace, self.output)[0] == ""
        assert content(self.output) == self.expected[self.now]

    @property
    def generation(self) -> Path:
        return (self.output / "current").resolve()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            kg.page.page, "render", lambda store, vocabulary, base: kg.page.page.Page(f"{len(store)} triples\n")
        )
        yield Place(tmp_path_factory.mktemp("place"))


def ledger(output: Path) -> Path:
    return next((output / "current").resolve().glob("ledger*.sqlite"))


def readings(output: Path) -> Path:
    return next(path for path in output.glob(".sheets*.sqlite"))


def tables(output: Path) -> list[Path]:
    return list((output / "current" / "store").glob("*.sst"))


def told(path: Callable[[Path], Path], *statements: str) -> Damage:
    """Changes inside a file of SQLite, which stays one."""

    def damage(output: Path) -> None:
        connection = sqlite3.connect(path(output))
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    return damage


def noise(path: Path) -> None:
    """Another byte here and there, in a file of the same size."""
    data, chance = bytearray(path.read_bytes()), random.Random(7)
    for _ in range(200):
        data[chance.randrange(100, len(data))] = chance.randrange(256)
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:3000])


def instead(path: Path, make: Callable[[Path], object]) -> None:
    path.unlink()
    make(path)


DAMAGES: dict[str, Damage] = {
    "the ledger is empty": lambda output: ledger(output).write_bytes(b""),
    "the ledger is noise": lambda output: noise(ledger(output)),
    "the ledger is a folder": lambda output: instead(ledger(output), Path.mkdir),
    "the ledger is of another version": told(ledger, "ALTER TABLE tie RENAME TO ties"),
    "a note is no JSON": told(ledger, "UPDATE meta SET value = '{' WHERE name = 'counts'"),
    "notes are gone": told(ledger, "DELETE FROM meta WHERE name IN ('counts', 'predicates')"),
    "sheets lead nowhere": told(ledger, "UPDATE sheet SET key = 'x'"),
    "sections are none": told(ledger, "UPDATE section SET spans = '[1]'"),
    "a result of no shape": told(ledger, "INSERT INTO result VALUES ('x', 'y', 'z', 'w')"),
    "a finding without words": told(ledger, "UPDATE finding SET document = '{}'"),
    "the shelf is empty": lambda output: readings(output).write_bytes(b""),
    "the shelf is noise": lambda output: noise(readings(output)),
    "the shelf is gone": lambda output: readings(output).unlink(),
    "the shelf is a folder": lambda output: instead(readings(output), Path.mkdir),
    "the shelf is of another version": told(readings, "DROP TABLE reading", "CREATE TABLE reading (other TEXT)"),
    "a reading is a text": told(readings, "UPDATE reading SET data = 'x'"),
    "a reading is nothing": told(readings, "UPDATE reading SET data = NULL"),
    "a reading is another's": told(readings, "UPDATE reading SET data = (SELECT data FROM reading LIMIT 1)"),
    "the store is cut": lambda output: [cut(path) for path in tables(output)],
    "the store is noise": lambda output: [noise(path) for path in tables(output)],
    "the store is empty": lambda output: [path.unlink() for path in (output / "current" / "store").iterdir()],
    "the Turtle is cut": lambda output: cut(output / "kg.ttl"),
    "a generation has a number beyond names": lambda output: (output / "generations" / ("9" * 250)).mkdir(),
    "a generation is a file": lambda output: (output / "generations" / "000999").write_text("x"),
    "an unfinished generation cannot go": lambda output: (output / "generations" / "tmp-001000").write_text("x"),
    "a lock that waits": lambda output: instead((output / "current").resolve() / ".lock", os.mkfifo),
    "a lock that is a folder": lambda output: instead((output / "current").resolve() / ".lock", Path.mkdir),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_damaged_is_built_anew(place: Place, damage: Damage) -> None:
    place.builds()
    damage(place.output)
    place.set("other" if place.now == "base" else "base")

    place.builds()


@pytest.mark.parametrize(
    "name", ["the ledger is noise", "a finding without words", "the store is cut", "a lock that waits"]
)
def test_also_where_no_sheet_has_changed(place: Place, name: str) -> None:
    place.builds()
    DAMAGES[name](place.output)

    place.builds()


def test_noise_that_its_size_and_time_do_not_show_is_seen_by_the_engine(place: Place) -> None:
    place.builds()
    for path in tables(place.output):
        before = path.stat()
        noise(path)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    place.set("other" if place.now == "base" else "base")

    place.builds()


def planted(place: Place) -> Path:
    """The output folder of a stranger: its ledger says that the sheets of ``base`` gave what those of ``other`` give."""
    place.set("base")
    raw = stated(place.folder / "fresh-base")
    evil = place.folder / "evil"
    shutil.rmtree(evil, ignore_errors=True)
    place.set("other")
    assert outcome(place.workspace, evil)[0] == ""
    connection = sqlite3.connect(ledger(evil))
    connection.executemany("UPDATE sheet SET raw = ? WHERE file = ?", ((digest, file) for file, digest in raw.items()))
    connection.commit()
    connection.close()
    place.set("base")
    return evil


def stated(output: Path) -> dict[str, str]:
    connection = sqlite3.connect(ledger(output))
    found = dict(connection.execute("SELECT file, raw FROM sheet"))
    connection.close()
    return found


def test_a_folder_of_a_stranger_brings_no_fact(place: Place) -> None:
    evil = planted(place)
    shutil.rmtree(place.output, ignore_errors=True)
    shutil.copytree(evil, place.output, symlinks=True)  # as an archive does, with all times that can be set

    place.builds()


@pytest.mark.parametrize("part", ["ledger*", "store", "kg.ttl"])
def test_a_part_of_a_stranger_brings_no_fact(place: Place, part: str) -> None:
    evil = planted(place)
    shutil.rmtree(place.output, ignore_errors=True)
    place.builds()
    theirs = next((evil / "current").resolve().glob(part))
    ours = next(place.generation.glob(part))
    if part == "store":
        shutil.rmtree(ours)
        shutil.copytree(theirs, ours)
    else:
        shutil.copy2(theirs, place.generation / theirs.name)

    place.builds()


def test_the_shelf_of_a_stranger_is_not_opened(place: Place) -> None:
    """Its readings may lie under the right keys, which are no secret."""
    place.set("base")
    evil = place.folder / "evil-shelf"
    assert outcome(place.workspace, evil)[0] == ""
    forge(evil)
    shutil.rmtree(place.output, ignore_errors=True)
    place.output.mkdir()
    (place.output / ".kg-build").touch()
    shutil.copy2(readings(evil), place.output / readings(evil).name)

    place.builds()

    assert [path.name for path in place.output.glob(".sheets*")] == [
        f".sheets-{Generations(place.output).mark()}.sqlite"
    ]


def test_a_fresh_build_uses_nothing_of_the_last(place: Place) -> None:
    place.set("base")
    place.builds()
    forge(place.output)
    place.set("other")

    build(workspaces.at(str(place.workspace)), place.output, fresh=True)

    assert content(place.output) == place.expected["other"]


def forge(output: Path) -> None:
    """Every reading on the shelf of ``output`` says that the mayor's quay is called something else."""
    import zlib

    with shelf(output, Generations(output).mark()) as found:
        keys = [key for (key,) in found._connection.execute("SELECT key FROM reading")]
        for key in keys:
            data = found.get(key)
            assert data is not None
            if data[:1] == b"x":
                changed = zlib.decompress(data).replace(b"Server Hall", b"Pirate Hall").replace(b"Quay", b"Void")
                found.put([(key, zlib.compress(changed, 1))])


def test_a_shelf_that_cannot_be_written_is_kept_in_hand() -> None:
    connection = sqlite3.connect(":memory:")
    found = Shelf(connection)
    connection.execute("PRAGMA query_only = ON")

    found.put([("a", b"one")])

    assert found.get("a") == b"one"
    assert found.damaged


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9).map(Random), st.sampled_from([1, 5, 50, 200]), st.sampled_from([0, 100]))
def test_what_a_shelf_with_noise_gives_or_takes_is_there_to_the_end(dice: Random, many: int, start: int) -> None:
    put = {digest(str(number)): dice.randbytes(size) for number, size in enumerate((20, 300, 3_000, 20_000) * 2)}
    with TemporaryDirectory() as folder:
        with shelf(Path(folder), "mark") as found:
            found.put(put.items())
        [file] = Path(folder).iterdir()
        data = bytearray(file.read_bytes())
        for _ in range(many):
            data[dice.randrange(start, len(data))] = dice.randrange(256)
        file.write_bytes(data)

        with shelf(Path(folder), "mark") as found:
            found.examine()
            known = {key: data for key in put if (data := found.get(key)) is not None}
            assert known.items() <= put.items()
            found.put((key, data) for key, data in put.items() if key not in known)
            found.keep_only(list(put)[:4])

            assert all(found.get(key) == put[key] for key in list(put)[:4])


def test_links_of_a_stranger_are_replaced_or_refused(place: Place) -> None:
    shutil.rmtree(place.output, ignore_errors=True)
    place.builds()
    elsewhere = place.folder / "elsewhere.html"
    elsewhere.write_text("<script>")
    instead(place.output / "graph.html", lambda path: path.symlink_to(elsewhere))

    place.builds()

    assert (place.output / "graph.html").resolve().parent == place.generation
    assert elsewhere.read_text() == "<script>"
    instead(place.output / ".gitignore", lambda path: path.symlink_to(place.folder / "nowhere"))
    with pytest.raises(KgError, match="symbolic link, which no build made"):
        build(workspaces.at(str(place.workspace)), place.output)
    assert not (place.folder / "nowhere").exists()
    (place.output / ".gitignore").unlink()


@pytest.mark.parametrize("name", [".lock", ".kg-build"])
def test_what_should_be_a_file_and_waits_for_ever_is_refused(place: Place, name: str) -> None:
    shutil.rmtree(place.output, ignore_errors=True)
    place.builds()
    instead(place.output / name, os.mkfifo)

    with pytest.raises(KgError, match="no build made"):
        build(workspaces.at(str(place.workspace)), place.output)

    shutil.rmtree(place.output)


def test_a_reader_does_not_wait_at_a_lock_that_waits(place: Place) -> None:
    place.builds()
    instead(place.generation / ".lock", os.mkfifo)

    with pytest.raises(KgError, match="nothing is built here"):
        Generations(place.output).current()

    place.builds()


def test_the_short_way_is_still_taken_where_all_is_well(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.builds()
    monkeypatch.setattr("kg.making.maker.Maker.from_nothing", lambda _: pytest.fail("built from nothing"))

    place.builds()
    place.set("other" if place.now == "base" else "base")
    place.builds()
