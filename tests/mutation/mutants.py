"""The mutants of a transition: at each place of its text, what may stand there instead.

A place is a range of the text. Its alternatives are texts too, made of the original text of its parts; exactly one
alternative of all is chosen when the program runs."""
import dataclasses

from clang_tree import Type, Unreadable, children, type_of

NEIGHBOURS = 2  # other fields or variables that are tried in one's place
# What stands around an expression and has no text of its own.
WRAPPERS = {"ImplicitCastExpr", "ExprWithCleanups", "MaterializeTemporaryExpr", "CXXBindTemporaryExpr", "ConstantExpr", "ParenExpr",
            "SubstNonTypeTemplateParmExpr"}
# Roles of an expression whose value nothing around it has alternatives for.
VALUES = ("assigned", "element", "returned", "initial")


@dataclasses.dataclass
class Place:
    """A range of the text of a file, and what may stand there. `form`: choice, statement (may be left out) or altered (a
    record of which one field is changed)."""
    begin: int
    end: int
    form: str
    type: Type | None
    alternatives: list  # (what changes, text)
    context: str = ""
    wrapped: bool = True  # is the value copied, as all alternatives are?
    prefix: str = ""  # what makes an expression of a braced list
    numbers: list = dataclasses.field(default_factory=list)


def fields_of(tree, name, path=""):
    """(path, name of the record that it is of, Type) of all numbers and truths of a record, those of its records too."""
    for field, type in tree.records[name].fields.items():
        if type.kind == "record" and type.name in tree.records:
            yield from fields_of(tree, type.name, f"{path}{field}.")
        elif type.kind in ("number", "truth"):
            yield path + field, name, type
        else:
            raise Unreadable(f"{name}.{field}: a transition cannot return a {type.name}")


class Writer:
    """Collects the places of one function."""

    def __init__(self, tree, function, text, entry):
        self.tree, self.function, self.text, self.entry = tree, function, text, entry
        self.places, self.scope, self.context, self.depth = [], [dict(function.parameters)], "", 0

    # ---- the text ----

    def range(self, node):
        begin, end = node["range"]["begin"], node["range"]["end"]
        if "offset" not in begin or "offset" not in end:
            raise self.unreadable(node, "no place in the text (a macro?)")
        return begin["offset"], end["offset"] + end["tokLen"]

    def source(self, node):
        begin, end = self.range(node)
        return self.text[begin:end].decode()

    def unreadable(self, node, why="not known here"):
        where = node.get("range", {}).get("begin", {}).get("offset", 0)
        line = self.text[:where].count(b"\n") + 1
        return Unreadable(f"{self.function.file}:{line}: {self.function.name}: {node['kind']} {node.get('opcode', '')}: {why}")

    def add(self, node, alternatives, type=None, form="choice", **more):
        """@param alternatives texts, or pairs (what changes, text); those that are the original are left out"""
        original = " ".join(self.source(node).split())
        pairs = []
        for one in alternatives:
            pair = one if isinstance(one, tuple) else (f"{short(original)} -> {short(one)}", one)
            if " ".join(pair[1].split()) != original and pair not in pairs:
                pairs.append(pair)
        if pairs:
            begin, end = self.range(node)
            self.places.append(Place(begin, end, form, type, pairs, self.context, **more))

    def operand(self, node):
        """The text of an expression, in parentheses where it has operators."""
        text = self.source(node)
        return f"({text})" if self.strip(node)["kind"] in ("BinaryOperator", "UnaryOperator") and not text.startswith("(") else text

    def number(self, value):
        return f"{self.function.parameter}({value})"

    def truth(self, value):
        return f"Truth<{self.function.parameter}>({value})"

    # ---- statements ----

    def write(self):
        """@return the places of the function"""
        self.statement(self.function.body)
        return self.places

    def statement(self, node):
        kind = node["kind"]
        if kind == "CompoundStmt":
            self.scope.append({})
            for child in children(node):
                self.statement(child)
            self.scope.pop()
            return
        if kind not in ("DeclStmt", "NullStmt"):
            self.context = short(self.source(node), 90)
        if kind == "DeclStmt":
            for declaration in children(node):
                self.declaration(declaration)
        elif kind == "ReturnStmt":
            self.returned(node)
        elif kind in ("BinaryOperator", "ExprWithCleanups"):
            self.assignment(node)
        elif kind != "NullStmt":
            raise self.unreadable(node)

    def declaration(self, node):
        if node["kind"] in ("TypedefDecl", "TypeAliasDecl", "StaticAssertDecl"):
            return
        if node["kind"] != "VarDecl":
            raise self.unreadable(node)
        begin, end = self.range(node)
        self.context = short(self.text[begin:self.text.index(b";", end - 1)].decode(), 90)
        for child in children(node):
            self.expression(child, "initial")
        self.scope[-1][node["name"]] = type_of(node)

    def returned(self, node):
        for value in children(node):
            inner = self.strip(value)
            call = inner["kind"] in ("CallExpr", "CXXOperatorCallExpr")
            branches = call and self.callee(inner) in ("choose_record", None)
            here = self.depth > 0 or self.function.name in self.entry
            if here and not branches and type_of(inner).kind == "record":
                self.altered(inner)
            self.expression(value, "returned")

    def assignment(self, node):
        inner = self.strip(node)
        if inner["kind"] != "BinaryOperator" or inner["opcode"] != "=":
            raise self.unreadable(inner)
        self.add(node, [("left out: " + short(self.source(node)), "")], form="statement")
        self.expression(children(inner)[1], "assigned")

    # ---- records that a transition leaves behind ----

    def altered(self, node):
        """One field of a result more, nothing, the contrary, or what it was. Where a transition can be refused only what it
        accepts is altered: of the others it is promised that they change nothing."""
        type, parameter = type_of(node), self.function.parameter
        where = self.depth == 0 and self.tree.records[type.name].fields.get("accepted") == Type("truth")
        pairs = []
        for path, owner, inner in fields_of(self.tree, type.name):
            if path == "accepted":
                continue
            more, nothing = f"{parameter}(altered.{path} + {self.number(1)})", self.number(0)
            new = [(f"!{path}", f"!altered.{path}")] if inner.kind == "truth" else [(f"{path} + 1", more), (f"{path} = 0", nothing)]
            old = [name for name, one in self.function.parameters.items() if one == Type("record", owner) and name != self.source(node)]
            kept = [f"{name}.{path.rsplit('.', 1)[-1]}" for name in old[:1]]
            for told, value in new + [(f"{path} = {one}", one) for one in kept]:
                guarded = f"select<{inner.text(parameter)}>(altered.accepted, {value}, altered.{path})" if where else value
                pairs.append((f"the result with {told}" + (" where accepted" if where else ""), f"altered.{path} = {guarded};"))
        prefix = type.text(parameter) if node["kind"] == "InitListExpr" else ""
        self.add(node, pairs, type, "altered", prefix=prefix)

    # ---- expressions ----

    def strip(self, node):
        while True:
            parts = children(node)
            copied = node["kind"] == "CXXConstructExpr" and len(parts) == 1
            if not copied and node["kind"] not in WRAPPERS:
                return node
            node = parts[0]

    def expression(self, node, role):
        """Adds the places of an expression. @param role what it is for whatever stands around it"""
        node = self.strip(node)
        kind = node["kind"]
        if kind in ("CXXConstructExpr", "ImplicitValueInitExpr", "CXXDefaultInitExpr"):
            if children(node):
                raise self.unreadable(node)
        elif kind == "LambdaExpr":
            self.lambda_body(node)
        elif kind == "InitListExpr":
            self.list(node)
        elif kind == "CXXFunctionalCastExpr":
            self.cast(node, role)
        elif kind in ("DeclRefExpr", "MemberExpr"):
            self.name(node, role)
        elif kind == "CallExpr":
            self.call(node, role)
        elif kind == "CXXOperatorCallExpr":  # a lambda that has a name
            if self.strip(children(node)[0]).get("referencedDecl", {}).get("name") != "operator()":
                raise self.unreadable(node)
            for argument in children(node)[2:]:
                self.expression(argument, "argument")
        elif kind in ("BinaryOperator", "UnaryOperator"):
            self.operator(node, role)
        elif kind == "IntegerLiteral":
            value = int(node["value"])
            self.add(node, [str(value + 1), str(value - 1)])
        elif kind != "CXXBoolLiteralExpr":
            raise self.unreadable(node)
        self.of_role(node, role)

    def of_role(self, node, role):
        """What may stand for a value, whatever it is made of."""
        type = type_of(node)
        if node["kind"] in ("InitListExpr", "CXXConstructExpr", "ImplicitValueInitExpr", "CXXDefaultInitExpr", "LambdaExpr"):
            return
        if type.kind == "truth" and node["kind"] not in ("CXXFunctionalCastExpr", "CXXBoolLiteralExpr"):
            chain = node["kind"] == "BinaryOperator" and node["opcode"] in ("&&", "||")
            if role in ("conjunct", "disjunct"):
                if not chain:
                    self.add(node, [self.truth("true" if role == "conjunct" else "false")], type)
            elif role != "operand":
                self.add(node, [self.truth("true"), self.truth("false")], type)
        elif type.kind == "number" and node["kind"] != "CXXFunctionalCastExpr":
            text = self.operand(node)
            more, less, zero = f"{text} + {self.number(1)}", f"{text} - {self.number(1)}", self.number(0)
            named = node["kind"] in ("DeclRefExpr", "MemberExpr")
            by_role = {"assigned": [more, less], "returned": [more, less], "initial": [more], "element": [more, zero],
                       "argument": [more, zero] if named else []}
            self.add(node, by_role.get(role, []), type)
        elif type.kind == "record" and node["kind"] != "DeclRefExpr" and role != "base":
            self.add(node, self.others(type, node)[:1], type, wrapped=node.get("valueCategory") != "lvalue")

    def lambda_body(self, node):
        method = next(part for part in children(children(node)[0]) if part["kind"] == "CXXMethodDecl")
        body = next(part for part in children(node) if part["kind"] == "CompoundStmt")
        if children(node)[0]["kind"] != "CXXRecordDecl":
            raise self.unreadable(node)
        self.scope.append({part["name"]: type_of(part) for part in children(method) if part["kind"] == "ParmVarDecl"})
        self.depth, context = self.depth + 1, self.context
        self.statement(body)
        self.depth, self.context = self.depth - 1, context
        self.scope.pop()

    def list(self, node):
        """A record, member by member: the old value, where there is a record of the kind, and what an element may be."""
        type = type_of(node)
        if type.kind != "record" or type.name not in self.tree.records:
            raise self.unreadable(node)
        context = self.context
        for (name, inner), value in zip(self.tree.records[type.name].fields.items(), children(node)):
            if "offset" not in value["range"]["begin"]:  # no text: its default
                continue
            self.context = short(f"{type.name}.{name} = {self.source(value)}", 90)
            old = [f"{one}.{name}" for one in self.others(type, node)[:1]]
            stripped = self.strip(value)
            if old and inner.kind in ("number", "truth") and self.source(stripped) not in old:
                self.add(stripped, [(f"{type.name}.{name} keeps {old[0]}", old[0])], inner)
            self.expression(value, "element")
        self.context = context

    def cast(self, node, role):
        """T(0), T(Limits::points), Truth<T>(false), or a record with its type."""
        inner = self.strip(children(node)[0])
        type = type_of(node)
        if type.kind == "truth" and inner["kind"] == "CXXBoolLiteralExpr":
            self.add(node, [self.truth("false" if inner["value"] else "true")], type)
        elif type.kind == "number" and type_of(inner).kind == "other":
            text = self.source(node)
            far = [] if inner["kind"] in ("IntegerLiteral", "UnaryOperator") else [f"{text} * {self.number(10)}"]
            self.add(node, [f"{text} + {self.number(1)}", f"{text} - {self.number(1)}", *far], type)
        else:
            self.expression(inner, role)

    def others(self, type, node):
        """Other variables of a type, the nearest first."""
        if not self.function.strict:
            return []
        names = [name for scope in self.scope for name, one in scope.items() if one == type]
        return [name for name in reversed(names) if name != self.source(node)]

    def namesakes(self, name):
        """The field of a record in scope that has the name of a variable, or has it as a word: theta, rules.theta_min."""
        if not self.function.strict:
            return []
        fields = [(field != name, variable, field) for scope in self.scope for variable, type in scope.items() if type.kind == "record"
                  for field, inner in self.tree.records[type.name].fields.items() if inner.kind == "number" and name in field.split("_")]
        return [f"{variable}.{field}" for _, variable, field in sorted(fields)[:1]]

    def name(self, node, role):
        """A variable or a field: another of its type."""
        type = type_of(node)
        if type.kind == "other":
            if node["kind"] == "DeclRefExpr" and node["referencedDecl"]["kind"] in ("VarDecl", "BindingDecl"):
                text = self.source(node)
                if "lambda" not in type.name:
                    self.add(node, [f"{text} + 1", f"{text} - 1", f"{text} * 10"])
                return
            raise self.unreadable(node)
        lvalue = node.get("valueCategory") == "lvalue"
        if node["kind"] == "DeclRefExpr":
            others = self.others(type, node)[: 1 if role == "base" else NEIGHBOURS]
            stored = self.namesakes(node["referencedDecl"]["name"]) if type.kind == "number" else []
            self.add(node, [*others, *stored], type, wrapped=not (lvalue and type.kind == "record"))
            return
        base = self.strip(children(node)[0])
        owner = self.tree.records.get(type_of(base).name)
        if owner is None:
            raise self.unreadable(node)
        self.expression(base, "base")
        if type.kind == "record" or not self.function.strict:
            return
        names = [name for name, one in owner.fields.items() if one == type and name != node["name"]]
        unit = owner.units.get(node["name"], "")
        same = [name for name in names if unit and owner.units.get(name) == unit] if type.kind == "number" else names
        at = list(owner.fields).index(node["name"])
        nearest = sorted(same or names, key=lambda name: (abs(list(owner.fields).index(name) - at), name))
        begin = self.source(node)[: -len(node["name"])]
        self.add(node, [begin + name for name in nearest[: NEIGHBOURS if same else 1]], type)

    def callee(self, node):
        """The name of the function that is called; None where it is a lambda that has a name."""
        part = self.strip(children(node)[0])
        if node["kind"] == "CXXOperatorCallExpr":
            return None
        if part["kind"] != "DeclRefExpr":
            raise self.unreadable(node)
        return part["referencedDecl"]["name"]

    def call(self, node, role):
        name, arguments = self.callee(node), children(node)[1:]
        texts = [self.operand(argument) for argument in arguments]
        known = "<" + self.source(node).split("<", 1)[1].split(">(", 1)[0] + ">" if self.source(node).startswith(f"{name}<") else ""
        one = self.number(1)
        instead = {
            "select": lambda c, a, b: [f"select{known}({c}, {b}, {a})"],
            "at_least": lambda v, b: [v, b, f"at_most{known}({v}, {b})"],
            "at_most": lambda v, b: [v, b, f"at_least{known}({v}, {b})"],
            "clamp": lambda v, lo, hi: [v, f"at_least{known}({v}, {lo})", f"at_most{known}({v}, {hi})"],
            "within": lambda v, lo, hi: [f"{v} <= {hi}", f"{lo} <= {v}", f"{lo} < {v} && {v} <= {hi}", f"{lo} <= {v} && {v} < {hi}"],
            "quotient": lambda a, b: [a, f"quotient({self.number(f'{a} + {b} - {one}')}, {b})", f"quotient({a}, {b}) + {one}"],
            "quotient_up": lambda a, b: [a, f"quotient({self.number(a)}, {self.number(b)})"],
        }.get(name)
        if instead:
            self.add(node, instead(*texts), type_of(node))
        for at, argument in enumerate(arguments):
            condition = at == 0 and name in ("select", "select_record", "choose_record", "indicator")
            own = instead or name in ("select_record", "choose_record")
            self.expression(argument, "condition" if condition else "operand" if own else "argument")

    def operator(self, node, role):
        operator, parts = node["opcode"], children(node)
        texts = [self.operand(part) for part in parts]
        type, one = type_of(node), self.number(1)
        if node["kind"] == "UnaryOperator":
            if operator not in ("-", "!"):
                raise self.unreadable(node)
            self.add(node, texts, type)
            self.expression(parts[0], "operand")
            return
        a, b = texts
        numbers = type_of(self.strip(parts[0])).kind == "number"
        instead = {
            "<": [f"{a} <= {b}", f"{a} + {one} < {b}", f"{b} < {a}"],
            "<=": [f"{a} < {b}", f"{a} <= {b} + {one}", f"{b} <= {a}"],
            ">": [f"{a} >= {b}", f"{a} > {b} + {one}", f"{b} > {a}"],
            ">=": [f"{a} > {b}", f"{a} + {one} >= {b}", f"{b} >= {a}"],
            "==": [f"{a} <= {b}", f"{b} <= {a}", f"{a} == {b} + {one}"] if numbers else [f"!({a} == {b})"],
            "+": [f"{a} - {b}", a, b],
            "-": [f"{a} + {b}", a, b],
            "*": [f"{a} + {b}", a, b],
            "&&": [(f"&& before '{short(self.source(parts[1]), 50)}' -> ||", f"{a} || {b}")],
            "||": [(f"|| before '{short(self.source(parts[1]), 50)}' -> &&", f"{a} && {b}")],
        }.get(operator)
        if instead is None:
            raise self.unreadable(node)
        self.add(node, instead, type)
        inside, context = {"&&": "conjunct", "||": "disjunct"}.get(operator, "operand"), self.context
        for part in parts:
            inner = self.strip(part)
            if inside != "operand" and inner.get("opcode") != operator:
                self.context = short(self.source(part), 90)
            self.expression(part, inside)
            self.context = context


def short(text, most=70):
    """One line of a text, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 3] + "..."
