"""Who may import whom, and how long a file may be."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("bot", "inference", "knowledge", "training")
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
PURE = (
    "inference.types",
    "inference.appearance.side_matching",
    "inference.drawing.fonts",
    "inference.drawing.orders",
    "inference.size.scale",
    "knowledge.products",
    "knowledge.interactions.check",
    "knowledge.interactions.dosing_habits",
    "knowledge.identify.certainty",
    "knowledge.identify.ranking",
    "knowledge.pages.layouts.blocks",
    "knowledge.pages.box_codes",
    "knowledge.pages.clock_times",
    "knowledge.pages.doses",
    "knowledge.pages.look_alikes",
    "knowledge.pages.name_index",
    "knowledge.pages.named_lines",
    "knowledge.pages.printed_names",
    "knowledge.pages.layouts.merged_cells",
    "knowledge.pages.layouts.pictograms",
    "knowledge.pages.repeats",
    "knowledge.pages.rows",
    "knowledge.pages.sentences",
    "knowledge.pages.layouts.side_by_side",
    "knowledge.pages.spoken",
    "knowledge.pages.layouts.tables",
    "knowledge.interactions.verdicts",
    "knowledge.catalogue.texts",
    "knowledge.catalogue.dossier",
    "knowledge.catalogue.found",
    "knowledge.catalogue.child_doses",
    "knowledge.catalogue.drawn",
    "knowledge.words.english",
    "knowledge.words.excerpt",
    "knowledge.words.plain",
    "knowledge.interactions.substitution",
)
HEAVY = (
    "telegram",
    "aiohttp",
    "aiosqlite",
    "sqlite3",
    "sqlcipher3",
    "openvino",
    "torch",
    "ultralytics",
    "cv2",
    "pebble",
)


# What may I import here? Find the longest name on the left that your module begins with: it may import what stands on
# the right, and every library that no other room has for itself (see LIBRARIES). PURE are modules of the knowledge and
# inference rooms without files, databases and model engines.
AIHUB = ("training.aihub.work", "training.aihub.errors")
ALLOWED = {
    "inference": ("inference",),
    "knowledge": ("knowledge", "inference.types"),
    "knowledge.__main__": ("knowledge", "inference"),
    "knowledge.cli_photos": ("knowledge", "inference"),
    "knowledge.cli_pages": ("knowledge", "inference"),
    "training": ("training", "inference", "knowledge"),
    "training.understanding": ("training", "bot.core.understanding"),  # its features are those that run
    "training.aihub.work": (*AIHUB,),
    "training.aihub.pictures": (*AIHUB, "training.aihub.pictures", "training.samples"),
    "training.aihub.archives": (*AIHUB, "training.aihub.archives", "training.aihub.pictures", "knowledge"),
    "training.aihub.made": (
        *AIHUB, "training.aihub.made", "training.aihub.pictures", "training.samples", "inference", "knowledge",
    ),
    "training.aihub.shards": (
        *AIHUB, "training.aihub.shards", "training.aihub.archives", "training.aihub.pictures", "training.samples",
        "inference", "knowledge",
    ),
    "training.aihub.tables": (*AIHUB, "training.aihub.tables", "training.aihub.archives", "training.aihub.pictures", "knowledge"),
    "bot.settings": ("bot.core.errors",),
    "bot.core": ("bot.core", *PURE),
    "bot.storage": ("bot.storage", "bot.core", *PURE),
    "bot.ops": (
        "bot.ops", "bot.core", "bot.storage", "bot.settings", "knowledge", "inference.model_card", "inference.drawing",
        *PURE,
    ),
    "bot.web": ("bot.web", "bot.core", "bot.ops.monitoring.health", "bot.ops.monitoring.metrics"),
    "bot.telegram": (),
    "bot.telegram.ui": ("bot.telegram.ui", "bot.core", "inference.photo", *PURE),
    "bot.telegram.transport": ("bot.telegram.transport", "bot.telegram.ui", "bot.core"),
    "bot.telegram.features": ("bot.telegram", "bot.core", "inference.photo", "inference.pool_errors", *PURE),
    "bot.sandbox": ("bot.sandbox",),
    "bot.app": (
        "bot.app", "bot.core", "bot.ops", "bot.settings", "bot.storage", "bot.telegram", "bot.web",
        "inference", "knowledge",
    ),
    "bot.app.cli": ("bot", "inference.memory"),
    "bot.__main__": ("bot.app.cli",),
}  # fmt: skip
LIBRARIES = {  # a library -> the only rooms that may import it
    "telegram": ("bot.telegram",),
    "sqlcipher3": ("bot.storage",),
    "aiosqlite": ("bot.storage",),
    "openvino": ("inference",),
    "pebble": ("inference",),
    "zxingcpp": ("inference",),
    "torch": ("training", "inference.engine"),
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""


def is_in(name: str, *rooms: str) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def rule_for(module: str) -> tuple[str, ...]:
    fitting = [room for room in ALLOWED if is_in(module, room)]
    return ALLOWED[max(fitting, key=len)] if fitting else ()


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_a_module_imports_only_the_rooms_it_may(path):
    ours = [name for name in imports_of(path) if is_in(name, *ROOMS)]
    assert [name for name in ours if not is_in(name, *rule_for(module_of(path)))] == []


@pytest.mark.parametrize("path", [p for p in FILES if is_in(module_of(p), "bot.core", *PURE)], ids=module_of)
def test_what_is_pure_imports_nothing_heavy(path):
    assert [name for name in imports_of(path) if is_in(name, *HEAVY)] == []


def test_core_picks_no_threads():
    """Its ports are async, and an adapter knows best what has to run in a thread."""
    users = [
        path
        for path in FILES
        if is_in(module_of(path), "bot.core") and "to_thread" in path.read_text("utf-8")
    ]
    assert users == []


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_known_in_its_rooms_only(library):
    users = {module_of(path) for path in FILES if any(is_in(name, library) for name in imports_of(path))}
    assert [user for user in sorted(users) if not is_in(user, *LIBRARIES[library])] == []


@pytest.mark.parametrize("path", [p for p in FILES if p.name == "buttons.py"], ids=module_of)
def test_the_buttons_of_a_feature_can_be_made_by_every_other(path):
    """They import neither views nor handlers, so that features do not import each other in a circle."""
    ours = [name for name in imports_of(path) if is_in(name, "bot.telegram")]
    assert [name for name in ours if not is_in(name, "bot.telegram.ui")] == []


def modules_imported(path: Path, modules: frozenset[str]) -> set[str]:
    """Return the modules of ours that a file imports, also for type checking alone."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (names & modules) or ({node.module} & modules)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & modules
    return found


def test_no_imports_go_in_a_circle():
    modules = frozenset(module_of(path) for path in FILES)
    graph = {module_of(path): modules_imported(path, modules) for path in FILES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_nothing_imports_training_but_itself():
    users = {module_of(path) for path in FILES if any(is_in(name, "training") for name in imports_of(path))}
    assert {user.split(".")[0] for user in users} == {"training"}


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_a_file_says_in_its_first_line_what_it_is_for_and_can_be_read_at_a_sitting(path):
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{path} has no docstring"
    assert text.count("\n") <= 320, f"{path} has {text.count(chr(10))} lines"
