"""What Clang knows of the contract's templates: records, functions, and the typed tree of each transition.

The tree is that of the instantiation for double, in which every call is resolved and every expression has a type; the
places in the text are those of the template. Clang prints it (-ast-dump=json), so nothing else has to be installed."""
import dataclasses
import json
import pathlib
import re
import subprocess

# What a transition over formulas cannot contain: a formula is no bool. A function that has one is a program.
BRANCHES = {"IfStmt", "ForStmt", "WhileStmt", "DoStmt", "CXXForRangeStmt", "SwitchStmt", "ConditionalOperator"}


class Unreadable(Exception):
    """The generator does not know what stands here."""


@dataclasses.dataclass
class Type:
    """What a value is: a number T, a truth Truth<T>, a record, or anything else."""
    kind: str
    name: str = ""

    def text(self, parameter):
        return {"number": parameter, "truth": f"Truth<{parameter}>"}.get(self.kind, f"{self.name}<{parameter}>")


@dataclasses.dataclass
class Record:
    name: str
    file: str
    end: int  # the offset behind its closing brace
    fields: dict  # Type by name, in order
    units: dict


@dataclasses.dataclass
class Function:
    name: str
    file: str
    parameter: str  # how its text names its numbers
    strict: bool  # its parameters have the same types in every instantiation
    parameters: dict  # Type by name, in order
    result: Type
    body: dict
    offset: int
    calls: set


@dataclasses.dataclass
class Tree:
    records: dict
    functions: list
    programs: dict  # names of what is no transition, and why
    called_by_programs: set
    namespaces: dict  # offsets behind the name of the namespace, by file


def children(node):
    return [child for child in node.get("inner", []) if child and child.get("kind") not in ("FullComment", None)]


def descendants(node):
    yield node
    for child in node.get("inner", []):
        if child:
            yield from descendants(child)


def type_of(node):
    """The Type of an expression or declaration of the tree."""
    stated = node.get("type", {})
    text = stated.get("desugaredQualType", stated.get("qualType", ""))
    return type_named(text)


def type_named(text):
    text = re.sub(r"\bconst\b|&", "", text).strip()
    if text in ("double", "float"):
        return Type("number")
    if text in ("bool", "Truth<double>"):
        return Type("truth")
    record = re.fullmatch(r"(?:\w+::)*(\w+)<double>", text)
    return Type("record", record[1]) if record else Type("other", text)


def referenced(node):
    """All names that a part of the tree speaks of."""
    names = set()
    for part in descendants(node):
        names.add((part.get("referencedDecl") or {}).get("name", ""))
        if part["kind"] in ("UnresolvedLookupExpr", "DependentScopeDeclRefExpr"):
            names.add(part.get("name", ""))
    return names


class Reader:
    """Runs Clang over all headers of a folder."""

    def __init__(self, include, folder, clang, more=()):
        self.include, self.folder, self.clang, self.more = pathlib.Path(include).resolve(), folder, clang, more
        self.namespace = folder.replace("/", "::")
        self.headers = sorted(path.name for path in (self.include / folder).glob("*.hpp"))
        if not self.headers:
            raise Unreadable(f"no headers in {self.include / folder}")

    def dump(self, instantiations):
        """The declarations of the namespace, each with the file that it stands in."""
        code = "".join(f'#include "{self.folder}/{name}"\n' for name in self.headers) + instantiations
        command = [self.clang, "-std=c++20", f"-I{self.include}", *(f"-I{path}" for path in self.more), "-fsyntax-only", "-x", "c++",
                   "-Xclang", "-ast-dump=json", "-Xclang", f"-ast-dump-filter={self.namespace}", "-"]
        result = subprocess.run(command, input=code, capture_output=True, text=True)
        if result.returncode != 0:
            raise Unreadable(f"{self.clang} does not compile the headers:\n{result.stderr}")
        decoder, at, found, place = json.JSONDecoder(), 0, [], {"file": ""}
        while (at := re.compile(r"\s*").match(result.stdout, at).end()) < len(result.stdout):
            node, at = decoder.raw_decode(result.stdout, at)
            self.locate(node, place)
            found += [(node, child) for child in children(node)] if node["kind"] == "NamespaceDecl" else []
        return found

    def locate(self, node, place):
        """Clang names a file only where it is another than in the line before."""
        for location in (node.get("loc", {}), node.get("range", {}).get("begin", {}), node.get("range", {}).get("end", {})):
            for part in (location.get("spellingLoc", {}), location.get("expansionLoc", {}), location):
                place["file"] = part.get("file", place["file"])
        node["file"] = place["file"]
        for child in node.get("inner", []):
            if child:
                self.locate(child, place)

    def file_of(self, node):
        """The name of the header of the folder that a node stands in; None where it is another file."""
        path = pathlib.Path(node["file"])
        return path.name if path.parent == self.include / self.folder else None

    def text(self, file):
        return (self.include / self.folder / file).read_bytes()

    def read(self):
        """@return the Tree"""
        programs, wanted, called = {}, {}, set()
        for _, node in self.dump(""):
            self.sort_out(node, programs, wanted, called)
        stated = [one for one in wanted.values() if one]
        lines = "".join(f"template {named}<{parameter}>({arguments};\n" for parameter, named, arguments in stated)
        names = sorted({parameter for parameter, _, _ in stated})
        aliases = "".join(f"using {name} = double;\n" for name in names)
        nodes = self.dump(f"namespace {self.namespace} {{\n{aliases}{lines}}}\n")
        namespaces = {}
        for space, _ in nodes:
            if self.file_of(space):
                namespaces[self.file_of(space)] = space["loc"]["offset"] + space["loc"]["tokLen"]
        records = dict(filter(None, (self.record(node) for _, node in nodes)))
        functions = [self.function(node) for _, node in nodes
                     if node["kind"] == "FunctionTemplateDecl" and self.file_of(node) and self.signature(node) in wanted]
        return Tree(records, functions, programs, called, namespaces)

    def signature(self, node):
        """What tells a function template from others of its name."""
        pattern = next(child for child in children(node) if child["kind"] == "FunctionDecl")
        return node["name"], pattern["type"]["qualType"]

    def sort_out(self, node, programs, wanted, called):
        """Is it a transition, which is wanted, or a program?"""
        name = node.get("name", "")
        if node["kind"] != "FunctionTemplateDecl":
            if node["kind"] in ("FunctionDecl", "CXXRecordDecl", "ClassTemplateDecl"):
                called |= referenced(node)
            return
        pattern = next(child for child in children(node) if child["kind"] == "FunctionDecl")
        branches = [part for part in descendants(pattern) if part["kind"] in BRANCHES]
        constant = [part for part in branches if part.get("isConstexpr")]
        parameters = [child for child in children(node) if child["kind"] == "TemplateTypeParmDecl"]
        takes = [child for child in children(pattern) if child["kind"] == "ParmVarDecl"]
        if constant:
            raise Unreadable(f"{name}: `if constexpr` is not known here")
        if branches:
            programs[name] = "it branches, so it is a program around the transitions"
            called |= referenced(pattern)
        elif not takes:
            programs[name] = "it takes nothing, so it is a constant"
        elif len(parameters) != 1:  # one that others call, which instantiates it
            wanted[self.signature(node)] = None
        else:
            result, arguments = pattern["type"]["qualType"].split(" (", 1)
            wanted[self.signature(node)] = (parameters[0]["name"], f"{result} {name}", arguments)

    def record(self, node):
        """Name and Record of a class template over numbers."""
        if node["kind"] != "ClassTemplateDecl" or not self.file_of(node):
            return None
        parameter = next(child["name"] for child in children(node) if child["kind"] == "TemplateTypeParmDecl")
        pattern = next(child for child in children(node) if child["kind"] == "CXXRecordDecl")
        fields = {}
        for child in children(pattern):
            if child["kind"] == "FieldDecl":
                fields[child["name"]] = type_named(re.sub(rf"\b{parameter}\b", "double", child["type"]["qualType"]))
        begin, end = pattern["range"]["begin"]["offset"], pattern["range"]["end"]["offset"] + 1
        text = self.text(self.file_of(node))[begin:end].decode()
        units = dict(re.findall(r'Field\{"(\w+)",\s*"([^"]*)"\}', text))
        return node["name"], Record(node["name"], self.file_of(node), end, fields, units)

    def function(self, node):
        """The instantiation for double, or for records over double."""
        name = node["name"]
        templates = [child for child in children(node) if child["kind"] == "TemplateTypeParmDecl"]
        first = templates[0]["name"]
        for candidate in children(node):
            inside = children(candidate)
            arguments = [type_named(child["type"]["qualType"]).kind for child in inside if child["kind"] == "TemplateArgument" and "type" in child]
            body = [child for child in inside if child["kind"] == "CompoundStmt"]
            if candidate["kind"] != "FunctionDecl" or not body or len(arguments) != len(templates) or "other" in arguments:
                continue
            strict = arguments == ["number"]
            parameters = {child["name"]: type_of(child) for child in inside if child["kind"] == "ParmVarDecl"}
            result = type_named(candidate["type"]["qualType"].split(" (", 1)[0])
            return Function(name, self.file_of(node), first if strict else f"mutation::NumberOf<{first}>", strict, parameters, result,
                            body[0], candidate["range"]["begin"]["offset"], referenced(body[0]))
        raise Unreadable(f"{name}: no transition over double calls it, so its types are not known")
