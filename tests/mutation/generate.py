#!/usr/bin/env python3
"""Writes a copy of the guarded contract's templates in which each place that may be wrong asks whether it shall be.

    generate.py --include contracts-model/include --folder essmap/model/guarded --out DIR [--clang clang++]

DIR/include has the copy: the same declarations, in an inline namespace `mutated`, so that the linker cannot take them for
the original. With no mutant chosen the copy means what the original does (tests/mutation/include/essmap/mutation/choice.hpp).
DIR/names.tsv and DIR/table.cpp have the mutants' numbers and names; DIR/equivalences.cpp, for each transition, the claim that it does what the original
does. What the generator cannot read ends it with exit code 1."""
import argparse
import collections
import json
import pathlib
import sys

sys.dont_write_bytecode = True
from clang_tree import Reader, Unreadable  # noqa: E402
from mutants import Writer, fields_of  # noqa: E402

CHOICE = '#include "essmap/mutation/choice.hpp"\n'


def merged(places):
    """Places in the order of their mutants: from left to right, the outer before the inner. Choices at one place are one."""
    by_range = {}
    for place in places:
        key = (place.begin, -place.end, place.form != "altered", place.form)
        known = by_range.get(key)
        if known is None:
            by_range[key] = place
            continue
        texts = {" ".join(text.split()) for _, text in known.alternatives}
        known.alternatives += [one for one in place.alternatives if " ".join(one[1].split()) not in texts]
        known.type, known.wrapped = known.type or place.type, known.wrapped or place.wrapped
    return [by_range[key] for key in sorted(by_range)]


class Copy:
    """The instrumented text of one header."""

    def __init__(self, text, functions):
        self.text, self.functions = text, functions  # pairs of Function and its places
        self.inserted = {}  # texts by offset

    def render(self):
        places = [(place, function) for function, places in self.functions for place in places]
        return self.piece(0, len(self.text), places)

    def piece(self, begin, end, places):
        """The text of a range, its places replaced. A place lies within another or beside it."""
        result, at, i = [], begin, 0
        while i < len(places):
            place, function = places[i]
            inside = [pair for pair in places[i + 1:] if pair[0].end <= place.end]
            if place.begin < at or any(pair[0].begin < place.begin for pair in inside):
                raise Unreadable(f"{function.name}: places overlap at '{place.context}'")
            result += [self.plain(at, place.begin), self.place(place, function, self.piece(place.begin, place.end, inside))]
            at, i = place.end, i + 1 + len(inside)
        return "".join([*result, self.plain(at, end)])

    def plain(self, begin, end):
        """Text without places; what is inserted stands where it ends."""
        text, at = "", begin
        for offset in sorted(offset for offset in self.inserted if begin < offset <= end):
            text += self.text[at:offset].decode() + self.inserted[offset]
            at = offset
        return text + self.text[at:end].decode()

    def place(self, place, function, original):
        first, last = place.numbers[0], place.numbers[-1]
        if place.form == "statement":
            return f"if (!mutation::in({first}, {last})) {original}"
        type = place.type.text(function.parameter) if place.type else ""
        copied = type if place.wrapped else ""
        if place.form == "altered":
            value = f"{place.prefix}{original}" if place.prefix else f"{type}({original})"
            cases = "".join(f"case {number}: {text} break; " for number, (_, text) in zip(place.numbers, place.alternatives))
            return f"[&]({type} altered) {{ switch (mutation::one_of({first}, {last})) {{ {cases}default: break; }} return altered; }}({value})"
        alternatives = "".join(f"mutation::is({number}) ? {copied}({text}) : " for number, (_, text) in zip(place.numbers[:-1], place.alternatives))
        return f"(mutation::in({first}, {last}) ? {alternatives}{copied}({place.alternatives[-1][1]}) : {copied}({original}))"


class Generator:
    def __init__(self, reader):
        self.reader, self.tree = reader, reader.read()
        functions = self.tree.functions
        called = set().union(*(function.calls for function in functions)) if functions else set()
        # What a program calls is compared where it makes records: a condition or a number of a transition shows in its result.
        self.entries = [one for one in functions if one.strict and (
            one.name not in called or (one.name in self.tree.called_by_programs and one.result.kind == "record"))]
        entry = {one.name for one in self.entries}
        self.places = {(one.file, one.offset): merged(Writer(self.tree, one, reader.text(one.file), entry).write()) for one in functions}
        self.names = self.number()

    def number(self):
        """Numbers all mutants from 1, in the order of files and lines. @return their names"""
        names, seen = [], collections.Counter()
        for function in sorted(self.tree.functions, key=lambda one: (one.file, one.offset)):
            for place in self.places[function.file, function.offset]:
                for what, _ in place.alternatives:
                    name = f"{function.file} {function.name} | {place.context} | {what}"
                    seen[name] += 1
                    names.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
                    place.numbers.append(len(names))
        return names

    def copies(self):
        """The instrumented headers by file."""
        result = {}
        for file in self.reader.headers:
            functions = sorted((one for one in self.tree.functions if one.file == file), key=lambda one: one.offset)
            text = self.reader.text(file)
            copy = Copy(text, [(one, self.places[one.file, one.offset]) for one in functions])
            if file not in self.tree.namespaces:
                raise Unreadable(f"{file}: no namespace {self.reader.namespace}")
            copy.inserted[self.tree.namespaces[file]] = "::inline mutated"
            copy.inserted[text.index(b"#pragma once\n") + len(b"#pragma once\n")] = CHOICE
            result[file] = copy.render()
        return result

    def table(self):
        rows = "".join(f"    {json.dumps(name, ensure_ascii=False)},\n" for name in self.names)
        return ('#include "essmap/mutation/choice.hpp"\n\nnamespace essmap::mutation {\n\n'
                f"const std::vector<std::string> names{{\n{rows}}};\n\n}}  // namespace essmap::mutation\n")

    def equivalences(self):
        """For each transition that a program or a property calls: the same inputs give the same results."""
        includes = "".join(f'#include "{self.reader.folder}/{name}"\n' for name in self.reader.headers)
        texts = "".join(self.equivalence(one) for one in self.entries)
        return (f'{includes}#include "equivalence.hpp"\n\nnamespace essmap::mutation {{\n\n'
                "std::vector<verify::Property> equivalences() {\n    verify::PropertyTable table(verify::Subject::guarded);\n"
                f"{texts}    return table.properties();\n}}\n\n}}  // namespace essmap::mutation\n")

    def equivalence(self, function):
        state = any(type.name in ("Round", "Member") for type in function.parameters.values())
        inputs = []
        for name, type in function.parameters.items():
            kind = f"template record<contract::{type.name}>" if type.kind == "record" else type.kind
            inputs.append(f'        const auto {name} = inputs.{kind}("{name}");\n')
        paths = [("result", "")]
        if function.result.kind == "record":
            paths = [(path, f".{path}") for path, _, _ in fields_of(self.tree, function.result.name)]
        claims = "".join(f'        s.claim("{label}", original{path} == mutant{path});\n' for label, path in paths)
        call = f"contract::{function.name}<T>({', '.join(function.parameters)})"
        return (f'    table.fixed("{function.name}", verify::proved("", "", []<class S, class T = verify::Number<S>>(S& s) {{\n'
                f"        WithoutMutant without;\n        Inputs<S> inputs(s, {'true' if state else 'false'});\n"
                f"{''.join(inputs)}        const auto original = {call};\n        without.end();\n"
                f"        const auto mutant = {call};\n{claims}    }}));\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--include", type=pathlib.Path, required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--clang", default="clang++")
    arguments = parser.parse_args()
    try:
        generator = Generator(Reader(arguments.include, arguments.folder, arguments.clang))
        copies = generator.copies()
    except Unreadable as error:
        sys.exit(f"generate: {error}")
    folder = arguments.out / "include" / arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.hpp"):
        if file.name not in copies:
            file.unlink()
    outputs = {folder / file: text for file, text in copies.items()}
    outputs[arguments.out / "names.tsv"] = "".join(f"{number}\t{name}\n" for number, name in enumerate(generator.names, 1))
    outputs[arguments.out / "table.cpp"] = generator.table()
    outputs[arguments.out / "equivalences.cpp"] = generator.equivalences()
    for path, text in outputs.items():
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
    for name, why in sorted(generator.tree.programs.items()):
        print(f"left to the tests: {name}: {why}")
    print(f"{len(generator.names)} mutants of {len(generator.tree.functions)} transitions")


if __name__ == "__main__":
    main()
