// Puts the page together: one view, redrawn as a whole when it changes.

const heat = new HeatMap();
let view = viewOf(window.location.hash); // what is drawn, or will be with the next frame
let pending = false;
let first = true;

/** Changes the view by `edit` and draws it with the next frame. */
function change(edit) {
  edit(view);
  keepHash();
  schedule();
}

let hashTimer = 0;
/** The address follows the view, but not at every step of a slider: browsers limit how often. */
function keepHash() {
  clearTimeout(hashTimer);
  hashTimer = setTimeout(writeHash, 120);
}
function writeHash() {
  clearTimeout(hashTimer);
  if (window.location.hash !== hashOf(view)) window.history.replaceState(null, "", hashOf(view));
}

function schedule() {
  if (pending) return;
  pending = true;
  document.documentElement.dataset.busy = "true";
  requestAnimationFrame(() => {
    pending = false;
    render().catch(fail);
  });
}

function fail(error) {
  console.error(error);
  say(`This page cannot show its map: ${error.message}`, true);
}

/** Draws the view, once its layer is unpacked. */
async function render() {
  const layer = layerNamed.get(view.layer);
  controls.refresh(view);
  let values = valuesAtHand(layer, view.start);
  if (!values) {
    byId("busy").hidden = false;
    values = await valuesOf(layer, view.start);
    byId("busy").hidden = true;
    schedule();
    return;
  }
  const began = performance.now();
  hideTip();
  heat.draw(view, layer, values);
  drawLegend(legendOf(layer, heat));
  byId("map-title").textContent = `${layer.name}: ${aboutLayer(layer)}`;
  const label = `Map of ${layer.name} over ${view.x} and ${view.y}, ${heldText(view)}`;
  heat.area.setAttribute("aria-label", label);
  drawSelection();
  performance.measure("essmap draw", { start: began });
  unpackOthers().catch(fail);
  document.documentElement.dataset.busy = String(pending);
  if (!first) return;
  first = false;
  performance.measure("essmap first picture", { start: 0 });
}

/** Small layers are unpacked once there is time, so that the cell's panel can tell them all. */
async function unpackOthers() {
  const start = view.start;
  const small = map.layers.filter((layer) => map.cells < (layer.real ? 2e6 : 1e8));
  const missing = small.filter((layer) => !valuesAtHand(layer, start));
  if (missing.length > 0) document.documentElement.dataset.complete = "false";
  for (const layer of missing) await valuesOf(layer, start);
  if (start !== view.start) return;
  if (missing.length > 0) drawSelection();
  document.documentElement.dataset.complete = "true";
}

/** All that depends on the selected cell. */
function drawSelection() {
  const { facts, verdict } = drawFacts(view.at, view.start);
  announce(view, facts, verdict);
  drawCurves(view, facts);
  drawLoop(view, pointAt(view.at, view.start));
  drawRow(view);
}

function select(i, j) {
  view.at[view.x] = clamp(i, 0, axisNamed.get(view.x).points.length - 1);
  view.at[view.y] = clamp(j, 0, axisNamed.get(view.y).points.length - 1);
  heat.select(view.at);
  drawSelection();
  keepHash();
}

function hideTip() {
  byId("tip").hidden = true;
  heat.hover?.attr("visibility", "hidden");
}

function showTip(event) {
  if (!heat.frame || event.pointerType === "touch") return;
  const area = heat.area.getBoundingClientRect();
  const [px, py] = [event.clientX - area.left, event.clientY - area.top];
  const cell = heat.cellUnder(px, py);
  if (!cell) return hideTip();
  heat.showHover(cell);
  const tip = byId("tip");
  tip.replaceChildren(...tipOf({ ...view.at, [view.x]: cell.i, [view.y]: cell.j }, view.start));
  tip.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = tip;
  const left = px + 18 + width > area.width ? px - 18 - width : px + 18;
  const below = py + 18 + height < Math.max(area.height, window.innerHeight - area.top);
  tip.style.left = `${clamp(left, 0, Math.max(0, area.width - width))}px`;
  tip.style.top = `${below ? py + 18 : Math.max(py - 18 - height, -area.top)}px`;
}

function onKey(event) {
  const step = event.shiftKey ? 10 : 1;
  const [i, j] = [view.at[view.x], view.at[view.y]];
  const moves = {
    ArrowLeft: [i - step, j],
    ArrowRight: [i + step, j],
    ArrowUp: [i, j + step],
    ArrowDown: [i, j - step],
    Home: [0, j],
    End: [Infinity, j],
    PageUp: [i, Infinity],
    PageDown: [i, 0],
  };
  const move = moves[event.key];
  if (!move || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  select(...move);
}

let pressed = null; // a click has whole pixels, which cells may be smaller than
function onClick(event) {
  const area = heat.area.getBoundingClientRect();
  const { clientX, clientY } = pressed ?? event;
  const cell = heat.cellUnder(clientX - area.left, clientY - area.top);
  if (cell) select(cell.i, cell.j);
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
}
function nameTheme() {
  byId("theme").textContent = isDark() ? "Light" : "Dark";
  byId("theme").setAttribute("aria-label", `Use ${isDark() ? "light" : "dark"} colours`);
}

function begin() {
  const title = map.title || (map.regulation ? "Regime map" : "Region map");
  byId("title").textContent = title;
  document.title = `${title} · essmap`;
  const cells = map.cells.toLocaleString("en");
  byId("subtitle").textContent = `${map.file} · ${cells} cells · engine ${map.engine}`;
  byId("origin").textContent =
    `Made by essmap ${map.version}. Content digest of the map: ${map.digest}.`;
  byId("theme").addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    nameTheme();
  });
  nameTheme();
  byId("copy-link").addEventListener("click", () => {
    writeHash();
    copyLink();
  });
  byId("save-png").addEventListener("click", () => savePicture(heat, view).catch(fail));
  byId("save-toml").addEventListener("click", () => saveSpecification(view, null, "point"));
  byId("save-loop").addEventListener("click", () => {
    const point = pointAt(view.at, view.start);
    saveSpecification(view, ruleOf(view, point), "loop");
  });
  byId("row-details").addEventListener("toggle", () => drawRow(view));
  heat.area.addEventListener("pointermove", showTip);
  heat.area.addEventListener("pointerleave", hideTip);
  heat.area.addEventListener("pointerdown", (event) => (pressed = event));
  heat.area.addEventListener("click", onClick);
  heat.area.addEventListener("keydown", onKey);
  window.addEventListener("resize", schedule);
  window.addEventListener("hashchange", () => {
    view = viewOf(window.location.hash);
    schedule();
  });
  schedule();
}

const controls = new Controls(change);
begin();
