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

/** Value to pixel: categories by their colours, reals by a scale over the slice. */
function colouring(layer, slice, logarithmic) {
  if (!layer.real) {
    const table = new Uint32Array(256).fill(pixelOf("#999999"));
    for (const category of layer.categories) table[category.value & 255] = pixelOf(category.colour);
    return { flags: flagsOf(slice), pixel: (value) => table[value & 255] };
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
  return { extent, log, pixel };
}

/** For each of `count` pixels along a scale, the cell of the axis it lies in. */
function cellsOfPixels(axis, scale, count, pixels) {
  const cells = new Int32Array(count);
  const last = axis.points.length - 1;
  let cell = pixels.rising ? 0 : last;
  for (let p = 0; p < count; ++p) {
    const value = scale.invert(pixels.first + (p + 0.5) / pixels.density);
    if (pixels.rising) while (cell < last && value >= axis.hi[cell]) ++cell;
    else while (cell > 0 && value < axis.lo[cell]) --cell;
    cells[p] = cell;
  }
  return cells;
}

class HeatMap {
  constructor() {
    this.area = byId("map-area");
    this.canvas = byId("cells");
    this.svg = byId("overlay");
    this.frame = null;
  }

  /** Place of the plot within its column; nothing is drawn yet. */
  layOut(x, y) {
    const full = this.area.clientWidth;
    const u = unit();
    const margin = { left: 62 * u, right: 12 * u, top: 8 * u, bottom: 48 * u };
    const width = Math.max(120, full - margin.left - margin.right);
    const room = Math.max(300, window.innerHeight - 270 * u);
    const height = clamp(width * 0.78, 220, room);
    this.frame = {
      margin,
      width,
      height,
      full,
      x: axisScale(x, [margin.left, margin.left + width]),
      y: axisScale(y, [margin.top + height, margin.top]),
      axes: { x, y },
    };
    return this.frame;
  }

  draw(view, layer, values) {
    const x = axisNamed.get(view.x);
    const y = axisNamed.get(view.y);
    const slice = sliceOf(values, view.at, x, y);
    this.layOut(x, y);
    this.slice = slice;
    this.colours = colouring(layer, slice, view.logColours);
    this.drawCells();
    this.drawOverlay(view, layer);
  }

  drawCells() {
    const { margin, width, height, x, y, axes } = this.frame;
    const density = window.devicePixelRatio || 1;
    const columns = Math.round(width * density);
    const rows = Math.round(height * density);
    Object.assign(this.canvas, { width: columns, height: rows });
    Object.assign(this.canvas.style, {
      left: `${margin.left}px`,
      top: `${margin.top}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
    const across = { first: margin.left, density, rising: true };
    const down = { first: margin.top, density, rising: false };
    const cellX = cellsOfPixels(axes.x, x, columns, across);
    const cellY = cellsOfPixels(axes.y, y, rows, down);
    const picture = new ImageData(columns, rows);
    const pixels = new Uint32Array(picture.data.buffer);
    for (let p = 0; p < rows; ++p) {
      const start = p * columns;
      if (p > 0 && cellY[p] === cellY[p - 1]) {
        pixels.copyWithin(start, start - columns, start);
        continue;
      }
      for (let c = 0; c < columns; ++c) {
        pixels[start + c] =
          c > 0 && cellX[c] === cellX[c - 1]
            ? pixels[start + c - 1]
            : this.colours.pixel(this.slice.value(cellX[c], cellY[p]));
      }
    }
    this.canvas.getContext("2d").putImageData(picture, 0, 0);
  }

  drawOverlay(view, layer) {
    const { margin, width, height, full, axes } = this.frame;
    const total = height + margin.top + margin.bottom;
    const root = d3.select(this.svg).attr("viewBox", `0 0 ${full} ${total}`).attr("height", total);
    const label = (axis) => `${axis.name}: ${axis.long_name}`;
    const fit = (text, room) => (text.length * 7.4 * unit() > room ? text.split(":")[0] : text);
    drawAxes(root, this.frame, { x: fit(label(axes.x), width), y: fit(label(axes.y), height) });
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
    const { x, y, axes } = this.frame;
    if (axes.x.points.length < 2 || axes.y.points.length < 2) return;
    const held = parametersAt(view.at);
    const growth = (share) => (px, py) => {
      const c = coefficients({ ...held, [axes.x.name]: x.invert(px), [axes.y.name]: y.invert(py) });
      return growthAt(c, share);
    };
    this.boundaries = [
      { label: "a = 0", colour: map.boundaries.none, path: zeroLine(this.frame, growth(0)) },
      { label: "a + b = 0", colour: map.boundaries.all, path: zeroLine(this.frame, growth(1)) },
    ];
    if (layer.by_x0) {
      const start = map.starts[view.start];
      const path = zeroLine(this.frame, growth(start));
      this.boundaries.push({ label: `eta = ${start}`, colour: map.boundaries.start, path });
    }
    this.boundaries = this.boundaries.filter((boundary) => boundary.path !== "");
    for (const { colour, path } of this.boundaries) {
      const line = () => this.plot.append("path").attr("d", path).attr("fill", "none");
      line().attr("stroke", "#ffffff").attr("stroke-width", 5).attr("stroke-linecap", "round");
      line().attr("stroke", colour).attr("stroke-width", 2.5).attr("stroke-linecap", "round");
    }
  }

  /** The paper's parameter sets that lie in the slice. */
  drawPaperPoints(view) {
    const { x, y, axes } = this.frame;
    const held = parametersAt(view.at);
    const drawn = (name) => name === axes.x.name || name === axes.y.name;
    const close = (one, two) => Math.abs(one - two) <= 1e-6 * Math.abs(two);
    const game = map.axes.filter((axis) => axis.name !== "omega" && !drawn(axis.name));
    const inside = (axis, at) => at >= axis.lo[0] && at <= axis.hi[axis.hi.length - 1];
    this.paper = map.paper.filter(
      ({ at }) =>
        game.every((axis) => close(at[axis.name], held[axis.name])) &&
        inside(axes.x, at[axes.x.name]) &&
        inside(axes.y, at[axes.y.name]),
    );
    for (const { at, label } of this.paper) {
      d3.select(this.svg)
        .append("circle")
        .attr("cx", x(at[axes.x.name]))
        .attr("cy", y(at[axes.y.name]))
        .attr("r", 4.5)
        .attr("fill", "#ffffff")
        .attr("stroke", "#000000")
        .attr("stroke-width", 1.5)
        .append("title")
        .text(label);
    }
  }

  drawSafeBox(view) {
    if (!map.recommendation) return;
    const { x, y, axes } = this.frame;
    const { box, point } = map.recommendation;
    const span = (axis, scale) => {
      const ends = box[axis.name];
      return (ends ? ends.map(scale) : scale.range()).slice().sort((one, two) => one - two);
    };
    if (box[axes.x.name] || box[axes.y.name]) {
      const [left, right] = span(axes.x, x);
      const [top, bottom] = span(axes.y, y);
      const outside = outsideBox(view).length > 0;
      const rectangle = () =>
        this.plot
          .append("rect")
          .attr("x", left)
          .attr("y", top)
          .attr("width", Math.max(1, right - left))
          .attr("height", Math.max(1, bottom - top))
          .attr("fill", "none");
      rectangle().attr("stroke", "#ffffff").attr("stroke-width", 5);
      rectangle()
        .attr("id", "safe-rectangle")
        .attr("stroke", outside ? "#6b6b6b" : "#000000")
        .attr("stroke-width", 2.5)
        .attr("stroke-dasharray", "9 5");
    }
    if (axes.x.name in point && axes.y.name in point) {
      const star = d3.symbol().type(d3.symbolStar).size(190);
      this.plot
        .append("path")
        .attr("id", "safe-point")
        .attr("d", star())
        .attr("transform", `translate(${x(point[axes.x.name])},${y(point[axes.y.name])})`)
        .attr("fill", "#ffffff")
        .attr("stroke", "#000000")
        .attr("stroke-width", 1.6);
    }
  }

  /** Rectangle of a cell, in pixels, within the plot. */
  cellBox(i, j) {
    const { x, y, axes } = this.frame;
    const wide = (axis, n, scale) => {
      const single = axis.lo[0] === axis.hi[axis.hi.length - 1];
      const ends = single ? scale.domain() : [axis.lo[n], axis.hi[n]];
      return ends.map(scale).sort((one, two) => one - two);
    };
    const [left, right] = wide(axes.x, i, x);
    const [top, bottom] = wide(axes.y, j, y);
    return { left, top, width: Math.max(right - left, 1), height: Math.max(bottom - top, 1) };
  }

  /** Marks the selected cell: its box, and a ring that is seen where the box is small. */
  select(at) {
    const { axes } = this.frame;
    const box = this.cellBox(at[axes.x.name], at[axes.y.name]);
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

  /** Cell under a point of the area, or null. */
  cellUnder(px, py) {
    const { margin, width, height, x, y, axes } = this.frame;
    const [right, down] = [px - margin.left, py - margin.top];
    if (right < 0 || down < 0 || right >= width || down >= height) return null;
    const among = (axis, value) =>
      clamp(d3.bisectRight(axis.hi, value), 0, axis.points.length - 1);
    return { i: among(axes.x, x.invert(px)), j: among(axes.y, y.invert(py)) };
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
