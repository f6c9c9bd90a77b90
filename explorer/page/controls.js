// Controls: made once from the map, set from the view, changing it when used.

/** One slider: an axis, or the starts. Its text is read out with it. */
function slider({ id, name, about, count, text, get, set }) {
  const output = element("output", { for: id, id: `${id}-value` });
  const input = element("input", { type: "range", id, min: 0, max: count - 1, step: 1 });
  const label = element("label", { for: id, title: about }, name);
  const head = element("div", { class: "name" }, label, output);
  const made = element("div", { class: "slider" }, head, input);
  input.addEventListener("input", () => set(Number(input.value)));
  const refresh = (view) => {
    input.value = get(view);
    output.textContent = text(get(view));
    input.setAttribute("aria-valuetext", `${name} = ${text(get(view))}`);
  };
  return { made, refresh };
}

function axisSlider(axis, change) {
  const quiet = axis.matters
    ? null
    : axis.name === "omega"
      ? "changes nothing: omega cancels in the replicator equation"
      : "changes nothing under this map's rule";
  const one = slider({
    id: `slider-${axis.name}`,
    name: axis.name,
    about: axis.long_name,
    count: axis.points.length,
    text: (n) => shown(axis.points[n]),
    get: (view) => view.at[axis.name],
    set: (n) => change((view) => (view.at[axis.name] = n)),
  });
  one.axis = axis;
  one.made.append(element("p", { class: "quiet" }, quiet ?? axis.long_name));
  return one;
}

function options(select, entries) {
  select.replaceChildren(...entries.map(([value, text]) => element("option", { value }, text)));
}

class Controls {
  constructor(change) {
    this.change = change;
    options(byId("layer"), map.layers.map(({ name }) => [name, name]));
    const axes = drawable.map(({ name }) => [name, name]);
    options(byId("x-axis"), axes);
    options(byId("y-axis"), axes);
    this.sliders = wide.map((axis) => axisSlider(axis, change));
    if (map.starts.length > 1) this.sliders.push(this.startSlider());
    byId("sliders").replaceChildren(...this.sliders.map(({ made }) => made));
    this.listen();
  }

  startSlider() {
    const one = slider({
      id: "slider-start",
      name: "x0",
      about: "initial share of sharers",
      count: map.starts.length,
      text: (n) => shown(map.starts[n]),
      get: (view) => view.start,
      set: (n) => this.change((view) => (view.start = n)),
    });
    one.made.append(element("p", { class: "quiet" }, "initial share of sharers"));
    return one;
  }

  listen() {
    const { change } = this;
    byId("layer").addEventListener("change", (event) =>
      change((view) => (view.layer = event.target.value)),
    );
    const axisChosen = (mine, other) => (event) =>
      change((view) => {
        if (view[other] === event.target.value) view[other] = view[mine];
        view[mine] = event.target.value;
      });
    byId("x-axis").addEventListener("change", axisChosen("x", "y"));
    byId("y-axis").addEventListener("change", axisChosen("y", "x"));
    byId("swap").addEventListener("click", () =>
      change((view) => ([view.x, view.y] = [view.y, view.x])),
    );
    byId("log-colours").addEventListener("change", (event) =>
      change((view) => (view.logColours = event.target.checked)),
    );
    for (const name of Object.keys(loopKeys)) {
      byId(`loop-${name}`).addEventListener("input", (event) =>
        change((view) => {
          const { value, validity } = event.target;
          const typed = Number(value);
          const usable = value !== "" && validity.valid && Number.isFinite(typed);
          view.loop[name] = usable ? typed : null;
        }),
      );
    }
    byId("go-recommended").addEventListener("click", () =>
      change((view) => {
        goToRecommended(view.at);
        view.loop.N = map.recommendation.N;
      }),
    );
    byId("loop-reset").addEventListener("click", () =>
      change((view) => (view.loop = { N: null, first: null, damping: null, cap: null })),
    );
    for (const radio of document.querySelectorAll("input[name=loop-view]")) {
      radio.addEventListener("change", () => change((view) => (view.picture = radio.value)));
    }
  }

  refresh(view) {
    const layer = layerNamed.get(view.layer);
    byId("layer").value = view.layer;
    byId("layer-about").textContent = aboutLayer(layer);
    byId("x-axis").value = view.x;
    byId("y-axis").value = view.y;
    for (const { made, axis, refresh } of this.sliders) {
      refresh(view);
      made.hidden = axis !== undefined && (axis.name === view.x || axis.name === view.y);
    }
    const single = map.axes.filter((axis) => axis.points.length === 1 && axis.matters);
    const held = single.map(({ name, points }) => `${name} = ${shown(points[0])}`);
    byId("held").textContent = held.length > 0 ? `The same everywhere: ${held.join(", ")}.` : "";
    byId("log-colours-row").hidden = !layer.real;
    byId("log-colours").checked = view.logColours;
    for (const radio of document.querySelectorAll("input[name=loop-view]")) {
      radio.checked = radio.value === view.picture;
    }
    this.refreshSafeBox(view);
  }

  refreshSafeBox(view) {
    const note = byId("safe-box");
    note.hidden = !map.recommendation;
    if (!map.recommendation) return;
    const out = outsideBox(view);
    note.classList.toggle("outside", out.length > 0);
    const why = out.map(
      ({ name, lo, hi, value }) =>
        `${name} = ${shown(value)} is not in [${shown(lo)}, ${shown(hi)}]`,
    );
    const text =
      out.length === 0
        ? "Safe box: the sliders lie inside it."
        : `Outside the safe box: ${why.join("; ")}.`;
    byId("safe-text").textContent = text;
  }
}
