"""What every runner of mutants does to a source: one piece of text takes another's place."""
import re


def replace_once(path, text, replacement):
    """Replaces the text, however it is laid out, in a file. ValueError unless it stands there exactly once."""
    old = path.read_text()
    places = list(re.finditer(r"\s+".join(map(re.escape, text.split())), old))
    if len(places) != 1:
        raise ValueError(f"its text occurs {len(places)} times in {path.name}, not once")
    path.write_text(old[: places[0].start()] + replacement + old[places[0].end():])
