// What is looked at: axes, layer, start, selected cell, loop. It lives in the address's hash.

const wide = map.axes.filter((axis) => axis.points.length > 1);
const narrow = map.axes.filter((axis) => axis.points.length === 1);
const drawable = wide.length > 1 ? wide : [...wide, ...narrow];

/** theta and gamma where both can be chosen, else the first two that change anything. */
function firstAxes() {
  const named = drawable.map((axis) => axis.name);
  const usual = ["theta", "gamma"];
  if (wide.length !== 1 && usual.every((name) => named.includes(name))) return usual;
  const [one, two] = [...drawable.filter((axis) => axis.matters), ...drawable];
  return [one.name, two.name];
}

/** Moves to the recommended point, and into the box where it names more axes than the point. */
function goToRecommended(at) {
  const { box = {}, point = {} } = map.recommendation ?? {};
  for (const { name, points } of map.axes) {
    if (name in point) at[name] = nearest(points, point[name]);
    else if (name in box) at[name] = nearest(points, clamp(points[at[name]], ...box[name]));
  }
}

function firstView() {
  const [x, y] = firstAxes();
  const at = {};
  for (const axis of map.axes) at[axis.name] = axis.points.length >> 1;
  goToRecommended(at);
  return {
    x,
    y,
    layer: map.layers[0].name,
    start: 0,
    at,
    logColours: false,
    loop: { N: null, first: null, damping: null, cap: null },
    picture: "rounds",
  };
}

const loopKeys = { N: "loop.N", first: "loop.first", damping: "loop.damping", cap: "loop.cap" };

/** The view that a hash asks for; what it does not say, or says wrongly, is as at first. */
function viewOf(hash) {
  const view = firstView();
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  const number = (key) => {
    const text = asked.get(key);
    const value = text === null || text === "" ? NaN : Number(text);
    return Number.isFinite(value) ? value : null;
  };
  const x = asked.get("x");
  const y = asked.get("y");
  if (axisNamed.has(x) && axisNamed.has(y) && x !== y) [view.x, view.y] = [x, y];
  if (layerNamed.has(asked.get("layer"))) view.layer = asked.get("layer");
  if (map.starts.length > 0 && number("start") !== null) {
    view.start = nearest(map.starts, number("start"));
  }
  for (const axis of map.axes) {
    const value = number(axis.name);
    if (value !== null) view.at[axis.name] = nearest(axis.points, value);
  }
  view.logColours = asked.get("colours") === "log";
  for (const [name, key] of Object.entries(loopKeys)) {
    const value = number(key);
    const allowed = name === "damping" ? value > 0 && value <= 1 : value >= 0;
    if (value !== null && allowed) view.loop[name] = value;
  }
  if (asked.get("loop") === "cobweb") view.picture = "cobweb";
  return view;
}

function hashOf(view) {
  const words = new URLSearchParams({ x: view.x, y: view.y, layer: view.layer });
  if (map.starts.length > 0) words.set("start", map.starts[view.start]);
  for (const axis of wide) words.set(axis.name, axis.points[view.at[axis.name]]);
  if (view.logColours) words.set("colours", "log");
  for (const [name, key] of Object.entries(loopKeys)) {
    if (view.loop[name] !== null) words.set(key, view.loop[name]);
  }
  if (view.picture === "cobweb") words.set("loop", "cobweb");
  return `#${words}`;
}

/** Parameters of a cell, by name. */
function parametersAt(at) {
  const values = {};
  for (const axis of map.axes) values[axis.name] = axis.points[at[axis.name]];
  return values;
}

/** The starts curves are drawn from. */
function startsOf(at) {
  if (axisNamed.has("x0")) return [parametersAt(at).x0];
  return map.starts.length > 0 ? map.starts : [0.05, 0.2, 0.5, 0.8];
}

/** What a cell is as a game with a start and a saturation. */
function pointAt(at, start) {
  const game = parametersAt(at);
  return {
    game,
    start: game.x0 ?? map.starts[start] ?? 0.2,
    saturation: game.saturation ?? map.saturation,
  };
}
