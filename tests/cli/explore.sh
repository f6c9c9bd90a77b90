#!/usr/bin/env bash
# explore: the page as a file. What it shows in a browser: explore_page.
. "$(dirname "$0")/common.sh"

cat >spec.toml <<'SPEC'
title = "</script><b>bold</b> & \"quoted\" </SCRIPT><!-- \u2713"
x0 = [0.2, 0.5]
layers = ["case", "certified", "eta", "t_sat"]
[axes]
r = { values = [1, 2, 4, 8], discrete = true }
theta = { from = 0, to = 4, count = 41 }
gamma = { from = -8, to = 8, count = 65 }
mu = [0.2, 8]
k = 0.25
omega = [1, 4]
C = { from = 10, to = 100000, count = 5, scale = "log" }
SPEC
succeeds "$essmap" sweep spec.toml --engine exact --out m.nc
succeeds "$essmap" explore m.nc --out m.html
says '^wrote m.html: 106600 cells, [0-9.]+ MB$'

# The page's elements, as an HTML parser sees them.
cat >page.py <<'PY'
import base64, html.parser, json, struct, sys, zlib
import netCDF4, numpy

class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.scripts, self.tags, self.inside = [], [], None
        self.feed(open(path, encoding="utf-8").read())
    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag == "script":
            self.scripts.append([dict(attributes), ""])
            self.inside = self.scripts[-1]
    def handle_endtag(self, tag):
        self.inside = None
    def handle_data(self, data):
        if self.inside:
            self.inside[1] += data
    def map(self):
        return next(json.loads(text) for attributes, text in self.scripts if attributes.get("id") == "map")
    def layer(self, name, start=0):
        real = next(layer["real"] for layer in self.map()["layers"] if layer["name"] == name)
        values = []
        for attributes, text in self.scripts:
            if (attributes.get("data-layer"), attributes.get("data-start")) != (name, str(start)):
                continue
            data = numpy.frombuffer(zlib.decompress(base64.b64decode(text)), numpy.uint8)
            values.append(data.reshape(4, -1).T.copy().view("<f4").ravel() if real else data.view(numpy.int8))
        return numpy.concatenate(values)
PY
PYTHONPATH=. /usr/bin/python3 - <<'PY' || fail "content of m.html"
from page import *
page = Page("m.html")
d = netCDF4.Dataset("m.nc")
d.set_auto_mask(False)
described = page.map()
assert described["title"] == "</script><b>bold</b> & \"quoted\" </SCRIPT><!-- \u2713", described["title"]
assert not any(tag == "b" for tag, _ in page.tags), "the title became markup"
assert not any("src" in attributes or attributes.get("href", "#data:").strip("#")[:5] not in ("data:", "map-a")
               for _, attributes in page.tags), "the page asks for another file"
assert "default-src 'none'" in open("m.html").read()
for name in ("case", "certified"):
    assert (page.layer(name) == d[name][:].ravel()).all(), name
assert numpy.array_equal(page.layer("eta"), d["eta"][:].astype("f4").ravel(), equal_nan=True)
for start in (0, 1):
    assert numpy.array_equal(page.layer("t_sat", start), d["t_sat"][start].astype("f4").ravel()), start
assert described["starts"] == [0.2, 0.5] and described["digest"] == d.content_digest
for axis in described["axes"]:
    assert axis["points"] == list(d[axis["name"]][:]), axis["name"]
text = open("m.html").read()
assert "Redistributions of source code must retain" in text, "the licence of D3 is not in the page"
PY

succeeds "$essmap" explore m.nc --layers t_sat,case --out few.html
PYTHONPATH=. /usr/bin/python3 -c 'from page import *; assert [l["name"] for l in Page("few.html").map()["layers"]] == ["case", "t_sat"]' ||
    fail "--layers"
# Many parts of a layer.
parts_map >wide.toml
succeeds "$essmap" sweep wide.toml --engine exact --out wide.nc
succeeds "$essmap" explore wide.nc --out wide.html
PYTHONPATH=. /usr/bin/python3 - <<'PY' || fail "content of wide.html"
from page import *
page = Page("wide.html")
d = netCDF4.Dataset("wide.nc")
assert sum(a.get("data-layer") == "case" for a, _ in page.scripts) > 1, "one part only"
assert (page.layer("case") == numpy.ma.filled(d["case"][:]).ravel()).all()
assert (page.layer("margin") == numpy.ma.filled(d["margin"][:]).astype("f4").ravel()).all()
PY

# Refused, and an older page stays.
before=$(cksum <wide.html)
expect 64 '--layers = all is not allowed: a page of at most 1 MiB, this one has about: margin [0-9.]+ MiB, case' \
    "$essmap" explore wide.nc --size-limit 1 --out wide.html
expect 64 '--layers = heat is not allowed: case, margin' "$essmap" explore wide.nc --layers heat --out wide.html
expect 64 '--layers = margin,case is not allowed: a page of at most 1 MiB' \
    "$essmap" explore wide.nc --size-limit 1 --layers margin,case --out wide.html
[ "$(cksum <wide.html)" = "$before" ] || fail "a page that was refused touched the old one"
succeeds "$essmap" explore wide.nc --size-limit 1 --layers case --out case.html
expect 64 '--size-limit = 0 is not allowed' "$essmap" explore wide.nc --size-limit 0 --out p.html
expect 64 '--out = p.png is not allowed: a name ending in .html' "$essmap" explore m.nc --out p.png
expect 64 '--out is required' "$essmap" explore m.nc
expect 74 'cannot read missing.nc' "$essmap" explore missing.nc --out p.html
expect 74 'cannot write /nowhere/p.html' "$essmap" explore m.nc --out /nowhere/p.html
mkdir taken.html
expect 74 'cannot write taken.html: it is a folder, not a regular file' "$essmap" explore m.nc --out taken.html
echo "no map" >text.nc
expect 65 'text.nc is not a map of essmap' "$essmap" explore text.nc --out p.html
head -c 60000 m.nc >torn.nc
expect 65 'torn.nc is not a map of essmap|cannot be read' "$essmap" explore torn.nc --out p.html

# recommendation TEXT REGEX: refused with exit code 65.
recommendation() {
    echo "$1" >r.json
    expect 65 "$2" "$essmap" explore m.nc --recommendation r.json --out p.html
}
recommendation 'nonsense' 'r.json is not a recommendation for this map: it is no JSON object'
recommendation '{"point": {}}' 'r.json .*: box is missing'
recommendation '{"box": [1]}' 'r.json .*: box is no object'
recommendation '{"qualifies": false}' 'r.json .*: nothing qualifies there'
recommendation '{"box": {"N": [1, 2]}}' 'r.json .*: box.N is no axis of m.nc: r, theta, mu, k, C, gamma, omega'
recommendation '{"box": {"theta": [2, 1]}}' 'r.json .*: box.theta is not \[lo, hi\]'
recommendation '{"box": {"theta": "wide"}}' 'r.json .*: box.theta is not \[lo, hi\]'
recommendation '{"box": {}, "point": {"theta": "a"}}' 'r.json .*: point.theta is not a number'
: >empty.json
expect 65 'empty.json is empty' "$essmap" explore m.nc --recommendation empty.json --out p.html
expect 74 'cannot read missing.json' "$essmap" explore m.nc --recommendation missing.json --out p.html
[ ! -e p.html ] || fail "p.html left behind"
[ -z "$(ls -A | grep tmp)" ] || fail "temporary files left: $(ls -A)"
echo '{"box": {"theta": [0, 2], "gamma": [-4, 1]}, "point": {"theta": 1}, "margin": 3}' >r.json
succeeds "$essmap" explore m.nc --recommendation r.json --out p.html
# U stands for C, and what essmap recommend writes will do.
echo '{"box": {"U": [3, 5]}}' >u.json
succeeds "$essmap" explore m.nc --recommendation u.json --out u.html
PYTHONPATH=. /usr/bin/python3 -c '
import math
from page import *
box = Page("u.html").map()["recommendation"]["box"]
assert all(abs(ends - math.expm1(U)) < 1e-12 * ends for ends, U in zip(box["C"], (3, 5))), box' || fail "U for C"
succeeds "$essmap" recommend "$source/examples/recommend.toml" --out choice
succeeds "$essmap" explore m.nc --recommendation choice/recommendation.json --out choice.html
PYTHONPATH=. /usr/bin/python3 -c '
from page import *
given, taken = json.load(open("choice/recommendation.json")), Page("choice.html").map()["recommendation"]
assert taken == {"box": given["box"], "point": given["point"], "N": given["regulation"]["N"]}, taken' ||
    fail "the recommendation of essmap recommend"
finish
