// What is known of one cell, with the formulas it comes from.

const gameNames = ["r", "theta", "gamma", "mu", "k", "C", "U", "omega"];

/** A negative number in brackets, as it stands within a formula. */
function within(value) {
  return value < 0 ? `(${shown(value)})` : shown(value);
}

/** Values of all layers that are unpacked at a cell; `current` is the one that is drawn. */
function storedAt(at, start) {
  const cell = cellNumber(at);
  const stored = {};
  for (const layer of map.layers) {
    const values = valuesAtHand(layer, start);
    if (values) stored[layer.name] = values[cell];
  }
  return stored;
}

function categoryOf(layer, value) {
  return layer.categories.find((one) => one.value === value);
}

/** A layer's value in words. */
function valueText(layer, value) {
  if (layer.name === "certified") return certifiedText({ certified: value });
  if (!layer.real) return categoryOf(layer, value)?.label ?? String(value);
  if (Number.isFinite(value)) return brief(value, 7);
  return value === Infinity ? "never" : layer.missing;
}

/**
 * Everything the page says of a cell. The map's own, exact case is taken where it is unpacked; else the case is the
 * page's, null where it is undecided. A time that the page cannot decide is the map's, NaN where it has none.
 */
function factsOf(at, start) {
  const point = pointAt(at, start);
  const stored = storedAt(at, start);
  const c = coefficients(point.game, stored.case);
  const outcome = stored.case ?? caseOf(c);
  const eta = outcome === 3 || outcome === 4 ? etaOf(c) : null;
  const computed = timeToSaturation(c, point.start, point.saturation);
  const time = Number.isNaN(computed) ? stored.t_sat ?? NaN : computed;
  return { ...point, ...c, outcome, eta, time, stored };
}

function timeText(time) {
  return Number.isNaN(time) ? undecided : shown(time);
}

function formulasOf({ game, U, a, b, q, eta }) {
  const { r, theta, gamma, mu, k } = game;
  const benefit = "C" in game ? `ln(1 + ${shown(game.C)}) = ${shown(U)}` : null;
  const u = shown(U);
  const neutral = `(1 - ${shown(theta)}/${shown(r)} - ${shown(k)})`;
  return {
    U: benefit,
    a: `U (1 - theta/r - k) - gamma = ${u} ${neutral} - ${within(gamma)}`,
    b: `k U + mu = ${shown(k)} · ${u} + ${within(mu)}`,
    q: `a + b = ${shown(a)} + ${within(b)}`,
    eta: eta === null ? null : `-a/b = -${within(a)}/${within(b)}`,
  };
}

function certifiedText(stored) {
  if (!layerNamed.has("certified")) return null;
  if (stored.certified === undefined) return "…";
  if (stored.certified === 0) return "no: a boundary crosses it";
  return `case ${stored.certified} on the whole cell`;
}

/** A row of facts: the value, and under it where it comes from, or beside it a remark. */
function factRow(name, value, key, formula, remark) {
  const cell = element("td", {}, element("span", { "data-fact": key }, value));
  if (formula) cell.append(element("span", { class: "formula" }, formula));
  if (remark) cell.append(element("span", { class: "remark" }, remark));
  return element("tr", {}, element("th", { scope: "row" }, name), cell);
}

function factTable(rows) {
  return element("table", { class: "facts" }, element("tbody", {}, ...rows.filter(Boolean)));
}

function gameRows(facts, short) {
  const formulas = short ? { a: formulasOf(facts).a } : formulasOf(facts);
  const T = `T(${shown(facts.start)} → ${shown(facts.saturation)})`;
  const certified = short ? certifiedText(facts.stored) : null;
  return [
    formulas.U && factRow("U", shown(facts.U), "U", `ln(1 + C) = ${formulas.U}`),
    factRow("a", shown(facts.a), "a", formulas.a),
    factRow("b", shown(facts.b), "b", formulas.b),
    factRow("q", shown(facts.q), "q", formulas.q),
    factRow("eta", etaText(facts, "none in (0,1)"), "eta", formulas.eta),
    certified && factRow("certified", certified, "certified"),
    factRow(T, timeText(facts.time), "T"),
  ];
}

function etaText({ outcome, eta }, none) {
  if (outcome === null) return undecided;
  return eta === null ? none : shown(eta);
}

function verdictOf(facts) {
  const regime = layerNamed.get("regime");
  const loop = regime && facts.stored.regime !== undefined;
  const layer = loop ? regime : layerNamed.get("case");
  const value = loop ? facts.stored.regime : facts.outcome;
  const named = value === null ? `Case ${undecided}` : `Case ${value}: ${caseNames[value]}`;
  const text = loop ? categoryOf(regime, value).label : named;
  const fallback = ["#000000", "#0072B2", "#8C2D04", "#E69F00", "#CC79A7"];
  const colour = (layer && categoryOf(layer, value)?.colour) ?? fallback[value] ?? map.several;
  const patch = element("span", { class: "patch", style: `background:${colour}` });
  const words = element("span", { "data-fact": "case", "data-value": value ?? "undecided" }, text);
  return { text, node: element("p", { class: "verdict" }, patch, words) };
}

/** Layers' values as the map stores them. */
function storedRows(facts) {
  return map.layers
    .filter((layer) => facts.stored[layer.name] !== undefined)
    .map((layer) => {
      const start = layer.by_x0 ? ` (x0 = ${shown(facts.start)})` : "";
      const text = valueText(layer, facts.stored[layer.name]);
      return factRow(layer.name + start, text, `stored-${layer.name}`);
    });
}

function parameterText(game, names) {
  return names.filter((name) => name in game).map((name) => `${name} = ${shown(game[name])}`);
}

/** For the tooltip: the two axes, the verdict, the essential numbers. */
function tipOf(at, start) {
  const facts = factsOf(at, start);
  const names = [...gameNames.slice(0, 7), ...wide.map((axis) => axis.name)];
  const all = parameterText(facts.game, [...new Set(names)]).join(", ");
  const parts = [verdictOf(facts).node, element("p", { class: "quiet" }, all)];
  parts.push(factTable([...gameRows(facts, true), ...(map.regulation ? storedRows(facts) : [])]));
  return parts;
}

/** The command that says the same, and more, of this point. */
function classifyCommand(game) {
  const names = ["r", "theta", "gamma", "mu", "k", "omega", "C" in game ? "C" : "U"];
  const flags = names.map((name) => `--${name} ${exact(game[name])}`);
  return `essmap classify ${flags.join(" ")} --explain`;
}

/** The panel of the selected cell. */
function drawFacts(at, start) {
  const facts = factsOf(at, start);
  const axes = map.axes.map((axis) => {
    const n = at[axis.name];
    const cell = `cell ${exact(axis.lo[n])} to ${exact(axis.hi[n])}`;
    const alone = axis.points.length > 1 ? "this value alone" : null;
    const ends = axis.wide ? cell : alone;
    if (axis.points.length === 1 && map.regulation && !gameNames.includes(axis.name)) return null;
    const remark = axis.name === "omega" ? "changes nothing" : ends;
    return factRow(axis.name, shown(axis.points[n]), `at-${axis.name}`, null, remark);
  });
  const heading = (text) => element("h3", { class: "facts-part" }, text);
  const verdict = verdictOf(facts);
  byId("facts").replaceChildren(
    verdict.node,
    factTable(gameRows(facts, false)),
    heading("Stored in the map"),
    factTable(storedRows(facts)),
    heading("Parameters"),
    factTable(axes),
    heading("Why, in the terminal"),
    element("code", {}, classifyCommand(facts.game)),
  );
  return { facts, verdict: verdict.text };
}

/** One sentence on the selected cell, read out by screen readers. */
function announce(view, facts, verdict) {
  const layer = layerNamed.get(view.layer);
  const value = facts.stored[layer.name];
  const drawn = value === undefined ? "" : ` ${layer.name}: ${valueText(layer, value)}.`;
  const where = parameterText(facts.game, [view.x, view.y]).join(", ");
  const after = Number.isNaN(facts.time) ? `is ${undecided}` : `saturates after ${brief(facts.time)}`;
  const time = facts.time === Infinity ? "never saturates" : after;
  byId("live").textContent =
    `${where}. ${verdict}.${drawn} a = ${brief(facts.a)}, a + b = ${brief(facts.q)}; ` +
    `from x0 = ${shown(facts.start)} it ${time}.`;
}

/** The row of the selected cell as a table, where it is open. */
function drawRow(view) {
  if (!byId("row-details").open) return;
  const x = axisNamed.get(view.x);
  const most = 1000;
  const first = clamp(view.at[x.name] - most / 2, 0, Math.max(0, x.points.length - most));
  const layer = layerNamed.get(view.layer);
  const rows = x.points.slice(first, first + most).map((value, n) => {
    const at = { ...view.at, [x.name]: first + n };
    const facts = factsOf(at, view.start);
    const stored = facts.stored[layer.name];
    const cells = [
      valueText(layer, stored ?? NaN),
      `${facts.outcome ?? undecided}`,
      shown(facts.a),
      shown(facts.q),
      etaText(facts, "none"),
      timeText(facts.time),
    ];
    const current = first + n === view.at[x.name] ? "true" : null;
    const head = element("th", { scope: "row" }, shown(value));
    const data = cells.map((text) => element("td", {}, text));
    return element("tr", { "aria-current": current }, head, ...data);
  });
  const heads = [x.name, layer.name, "case", "a", "a + b", "eta", "T"].map((text) =>
    element("th", { scope: "col" }, text),
  );
  const held = parameterText(parametersAt(view.at), [view.y]).join("");
  const partial = x.points.length > most ? ` (${most} of ${x.points.length} cells)` : "";
  byId("row-table").replaceChildren(
    element(
      "table",
      {},
      element("caption", {}, `Along ${x.name}, at ${held}${partial}`),
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...rows),
    ),
  );
  const current = byId("row-table").querySelector("[aria-current]");
  byId("row-table").scrollTop = current.offsetTop - byId("row-table").clientHeight / 2;
}
