// The map itself: cells on a canvas, by their bounds; axes, boundaries, selection in SVG above.

const scaleSteps = 256;

/** "#rrggbb" as ImageData has it in 32 bits. */
function pixelOf(colour) {
  const { r, g, b } = d3.rgb(colour);
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

const scaleColour = d3
  .scaleLinear()
  .domain(map.scale.map((_, i) => i / (map.scale.length - 1)))
  .range(map.scale);
const scalePixels = Uint32Array.from({ length: scaleSteps }, (_, i) =>
  pixelOf(scaleColour(i / (scaleSteps - 1))),
);
const missingPixel = pixelOf(map.missing);
const severalPixel = pixelOf(map.several);

/** Least and largest finite value of a slice, and whether any is not finite. */
function extentOf(slice) {
  let lo = Infinity;
  let hi = -Infinity;
  let missing = false;
  for (let j = 0; j < slice.y.points.length; ++j) {
    for (let i = 0; i < slice.x.points.length; ++i) {
      const value = slice.value(i, j);
      if (!Number.isFinite(value)) missing = true;
      else {
        if (value < lo) lo = value;
        if (value > hi) hi = value;
      }
    }
  }
  return { lo, hi, missing };
}

/** Which flags occur in a slice: a truth for each byte. */
function flagsOf(slice) {
  const seen = new Uint8Array(256);
  for (let j = 0; j < slice.y.points.length; ++j) {
    for (let i = 0; i < slice.x.points.length; ++i) seen[slice.value(i, j) & 255] = 1;
  }
  return seen;
}

/**
 * Value to pixel: categories by their colours, reals by a scale over the slice. `mixed` is the pixel of a spot on which
 * cells of different values fall: certified only if all of them are.
 */
function colouring(layer, slice, logarithmic) {
  if (!layer.real) {
    const table = new Uint32Array(256).fill(pixelOf("#999999"));
    for (const category of layer.categories) table[category.value & 255] = pixelOf(category.colour);
    const claims = layer.several !== null;
    const mixed = claims ? table[layer.several & 255] : severalPixel;
    return { flags: flagsOf(slice), pixel: (value) => table[value & 255], mixed, claims };
  }
  const extent = extentOf(slice);
  const log = logarithmic && extent.lo > 0;
  const place = log ? Math.log : (value) => value;
  const lo = place(extent.lo);
  const width = place(extent.hi) - lo;
  const factor = width > 0 ? (scaleSteps - 1) / width : 0;
  const pixel = (value) =>
    Number.isFinite(value)
      ? scalePixels[Math.round((place(value) - lo) * factor)]
      : missingPixel;
  return { extent, log, pixel, mixed: severalPixel, claims: false };
}

/**
 * For each of `count` pixels from `start` on, the first and the last cell that it shows; -1: none. With `touched` these
 * are all that reach into the pixel, else those that hold its middle, or lie between middles.
 */
function cellsOfPixels(cells, { start, density, count, touched }) {
  const first = new Int32Array(count).fill(-1);
  const last = new Int32Array(count).fill(-1);
  const hair = 1e-6; // of a pixel: ends are rounded
  for (let n = 0; n < cells.count; ++n) {
    const [lo, hi] = cells.ends(n).map((end) => (end - start) * density);
    let from = touched ? Math.floor(lo - hair) : Math.ceil(lo - 0.5);
    let to = touched ? Math.ceil(hi + hair) - 1 : Math.ceil(hi - 0.5) - 1;
    if (to < from) from = to = Math.floor((lo + hi) / 2);
    for (let p = clamp(from, 0, count - 1); p <= Math.min(to, count - 1); ++p) {
      if (first[p] < 0) first[p] = n;
      last[p] = n;
    }
  }
  return { first, last };
}

class HeatMap {
  constructor() {
    this.area = byId("map-area");
    this.canvas = byId("cells");
    this.svg = byId("overlay");
    this.frame = null;
  }

  /** Place of the plot within its column, by whole pixels; nothing is drawn yet. */
  layOut(x, y) {
    const full = this.area.clientWidth;
    const u = unit();
    const density = window.devicePixelRatio || 1;
    const whole = (pixels) => Math.round(pixels * density) / density;
    const margin = { left: whole(62 * u), right: 12 * u, top: whole(8 * u), bottom: 48 * u };
    const width = whole(Math.max(120, full - margin.left - margin.right));
    const room = Math.max(300, window.innerHeight - 270 * u);
    const height = whole(clamp(width * 0.78, 220, room));
    const cells = {
      x: new Cells(x, [margin.left, margin.left + width]),
      y: new Cells(y, [margin.top + height, margin.top]),
    };
    this.frame = { margin, width, height, full, cells, x: cells.x.scale, y: cells.y.scale };
    return this.frame;
  }

  draw(view, layer, values) {
    const x = axisNamed.get(view.x);
    const y = axisNamed.get(view.y);
    const slice = sliceOf(values, view.at, x, y);
    this.layOut(x, y);
    this.slice = slice;
    this.layer = layer;
    this.colours = colouring(layer, slice, view.logColours);
    this.drawCells();
    this.drawOverlay(view, layer);
  }

  drawCells() {
    const { margin, width, height } = this.frame;
    this.paintCells(this.canvas, window.devicePixelRatio || 1);
    Object.assign(this.canvas.style, {
      left: `${margin.left}px`,
      top: `${margin.top}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
  }

  /** The cells on a canvas of their own, `density` of its pixels to one of the page; none where there is no cell. */
  paintCells(canvas, density) {
    const { margin, width, height, cells } = this.frame;
    const columns = Math.round(width * density);
    const rows = Math.round(height * density);
    Object.assign(canvas, { width: columns, height: rows });
    const touched = this.colours.claims;
    const across = cellsOfPixels(cells.x, { start: margin.left, density, count: columns, touched });
    const down = cellsOfPixels(cells.y, { start: margin.top, density, count: rows, touched });
    const picture = new ImageData(columns, rows);
    const pixels = new Uint32Array(picture.data.buffer);
    const same = ({ first, last }, p) => p > 0 && first[p] === first[p - 1] && last[p] === last[p - 1];
    for (let p = 0; p < rows; ++p) {
      const start = p * columns;
      if (same(down, p)) {
        pixels.copyWithin(start, start - columns, start);
        continue;
      }
      for (let c = 0; c < columns; ++c) {
        pixels[start + c] = same(across, c)
          ? pixels[start + c - 1]
          : this.spot(across.first[c], across.last[c], down.first[p], down.last[p]);
      }
    }
    canvas.getContext("2d").putImageData(picture, 0, 0);
    return canvas;
  }

  /** The pixel of a spot that shows the cells i0 to i1 and j0 to j1. */
  spot(i0, i1, j0, j1) {
    if (i0 < 0 || j0 < 0) return 0;
    const { slice, colours, layer } = this;
    const one = slice.value(i0, j0);
    const alike = (value) =>
      layer.real ? Number.isFinite(value) === Number.isFinite(one) : value === one;
    for (let j = j0; j <= j1; ++j) {
      for (let i = i0; i <= i1; ++i) {
        if (alike(slice.value(i, j))) continue;
        if (colours.claims) colours.flags[layer.several & 255] = 1;
        else colours.several = true;
        return colours.mixed;
      }
    }
    return colours.pixel(one);
  }

  drawOverlay(view, layer) {
    const { margin, width, height, full, cells } = this.frame;
    const total = height + margin.top + margin.bottom;
    const root = d3.select(this.svg).attr("viewBox", `0 0 ${full} ${total}`).attr("height", total);
    const label = (axis) => `${axis.name}: ${axis.long_name}`;
    const fit = (text, room) => (text.length * 7.4 * unit() > room ? text.split(":")[0] : text);
    const [across, upwards] = [label(cells.x.axis), label(cells.y.axis)];
    drawAxes(root, this.frame, { x: fit(across, width), y: fit(upwards, height) });
    const clip = root.append("clipPath").attr("id", "plot").append("rect");
    clip.attr("x", margin.left).attr("y", margin.top).attr("width", width).attr("height", height);
    this.plot = root.append("g").attr("clip-path", "url(#plot)");
    this.boundaries = [];
    if (!map.regulation) this.drawBoundaries(view, layer);
    this.drawPaperPoints(view);
    this.drawSafeBox(view);
    this.hover = root.append("rect").attr("class", "hover").attr("fill", "none");
    this.hover.attr("stroke", "#ffffff").attr("stroke-width", 1.5).attr("visibility", "hidden");
    this.selection = root.append("g").attr("class", "selection");
    this.select(view.at);
  }

  drawBoundaries(view, layer) {
    const held = parametersAt(view.at);
    const path = (share) =>
      zeroPath(this.frame, (x, y) => growthAt(rates({ ...held, [view.x]: x, [view.y]: y }), share));
    this.boundaries = [
      { label: "a = 0", colour: map.boundaries.none, path: path(0) },
      { label: "a + b = 0", colour: map.boundaries.all, path: path(1) },
    ];
    if (layer.by_x0) {
      const start = map.starts[view.start];
      this.boundaries.push({ label: `eta = ${start}`, colour: map.boundaries.start, path: path(start) });
    }
    this.boundaries = this.boundaries.filter((boundary) => boundary.path !== "");
    for (const { colour, path } of this.boundaries) {
      const line = () => this.plot.append("path").attr("d", path).attr("fill", "none");
      line().attr("stroke", "#ffffff").attr("stroke-width", 5).attr("stroke-linecap", "round");
      line().attr("stroke", colour).attr("stroke-width", 2.5).attr("stroke-linecap", "round");
    }
  }

  /** Where in the plot both drawn axes have a point's values; null where one has no such place. */
  place(view, point) {
    const { x, y } = this.frame.cells;
    const at = [x.place(point[view.x]), y.place(point[view.y])];
    return at.includes(null) ? null : at;
  }

  /** The paper's parameter sets that lie in the slice. */
  drawPaperPoints(view) {
    const held = parametersAt(view.at);
    const close = (one, two) => Math.abs(one - two) <= 1e-6 * Math.abs(two);
    const game = map.axes.filter(({ name }) => name !== "omega" && name !== view.x && name !== view.y);
    this.paper = map.paper
      .map(({ at, label }) => ({ at, label, place: this.place(view, at) }))
      .filter(({ at, place }) => place && game.every(({ name }) => close(at[name], held[name])));
    for (const { place, label } of this.paper) {
      d3.select(this.svg)
        .append("circle")
        .attr("cx", place[0])
        .attr("cy", place[1])
        .attr("r", 4.5)
        .attr("fill", "#ffffff")
        .attr("stroke", "#000000")
        .attr("stroke-width", 1.5)
        .append("title")
        .text(label);
    }
  }

  /** The safe box, around the bands that lie in it, and the recommended point, where both axes have it. */
  drawSafeBox(view) {
    this.safe = { box: false, point: false };
    if (!map.recommendation) return;
    const { box, point } = map.recommendation;
    const { x, y } = this.frame.cells;
    const span = (cells) => {
      const ends = box[cells.axis.name];
      return ends ? cells.span(ends) : d3.extent(cells.scale.range());
    };
    const [across, down] = [span(x), span(y)];
    if ((box[view.x] || box[view.y]) && across && down) {
      this.safe.box = true;
      const outside = outsideBox(view).length > 0;
      const rectangle = () =>
        this.plot
          .append("rect")
          .attr("x", across[0])
          .attr("y", down[0])
          .attr("width", Math.max(1, across[1] - across[0]))
          .attr("height", Math.max(1, down[1] - down[0]))
          .attr("fill", "none");
      rectangle().attr("stroke", "#ffffff").attr("stroke-width", 5);
      rectangle()
        .attr("id", "safe-rectangle")
        .attr("stroke", outside ? "#6b6b6b" : "#000000")
        .attr("stroke-width", 2.5)
        .attr("stroke-dasharray", "9 5");
    }
    const place = view.x in point && view.y in point ? this.place(view, point) : null;
    if (place) {
      this.safe.point = true;
      const star = d3.symbol().type(d3.symbolStar).size(190);
      this.plot
        .append("path")
        .attr("id", "safe-point")
        .attr("d", star())
        .attr("transform", `translate(${place})`)
        .attr("fill", "#ffffff")
        .attr("stroke", "#000000")
        .attr("stroke-width", 1.6);
    }
  }

  /** Rectangle of a cell, in pixels, within the plot. */
  cellBox(i, j) {
    const { x, y } = this.frame.cells;
    const [left, right] = x.ends(i);
    const [top, bottom] = y.ends(j);
    return { left, top, width: Math.max(right - left, 1), height: Math.max(bottom - top, 1) };
  }

  /** Marks the selected cell: its box, and a ring that is seen where the box is small. */
  select(at) {
    const { x, y } = this.frame.cells;
    const box = this.cellBox(at[x.axis.name], at[y.axis.name]);
    const middle = [box.left + box.width / 2, box.top + box.height / 2];
    this.selection.selectAll("*").remove();
    for (const [colour, width] of [["#000000", 4], ["#ffffff", 2]]) {
      const made = this.selection.append("rect").attr("fill", "none").attr("stroke", colour);
      made.attr("stroke-width", width).attr("x", box.left).attr("y", box.top);
      made.attr("width", box.width).attr("height", box.height);
      if (Math.min(box.width, box.height) > 18) continue;
      const ring = this.selection.append("circle").attr("fill", "none").attr("stroke", colour);
      ring.attr("stroke-width", width).attr("cx", middle[0]).attr("cy", middle[1]).attr("r", 10);
    }
  }

  /** Cell under a point of the area, or null: outside, or between bands. */
  cellUnder(px, py) {
    const { margin, width, height, cells } = this.frame;
    const [right, down] = [px - margin.left, py - margin.top];
    if (right < 0 || down < 0 || right >= width || down >= height) return null;
    const [i, j] = [cells.x.at(px), cells.y.at(py)];
    return i < 0 || j < 0 ? null : { i, j };
  }

  showHover(cell) {
    this.hover.attr("visibility", cell ? "visible" : "hidden");
    if (!cell) return;
    const box = this.cellBox(cell.i, cell.j);
    this.hover.attr("x", box.left).attr("y", box.top);
    this.hover.attr("width", box.width).attr("height", box.height);
  }
}

/** Axes, but those drawn, on which the view lies outside the recommended box. */
function outsideBox(view) {
  const box = map.recommendation?.box ?? {};
  return Object.entries(box)
    .filter(([name]) => name !== view.x && name !== view.y && name !== "omega")
    .map(([name, [lo, hi]]) => ({ name, lo, hi, value: parametersAt(view.at)[name] }))
    .filter(({ lo, hi, value }) => value < lo || value > hi);
}
