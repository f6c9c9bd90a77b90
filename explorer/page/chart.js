// Frames of charts: scales, axes, labels, by D3.

const lineColours = [1, 2, 3, 4, 5, 6, 7].map((n) => `var(--series-${n})`);

/** Pixels of a sixteenth of the root's text size: charts grow with the page's text. */
function unit() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

/**
 * The cells of an axis of the map along `range`, in pixels. An axis without width, discrete or of one point, has a band
 * around each of its values and nothing between them: no pixel there is of a cell.
 */
class Cells {
  constructor(axis, range) {
    const count = axis.points.length;
    this.axis = axis;
    this.count = count;
    const domain = axis.wide ? [axis.lo[0], axis.hi[count - 1]] : [-0.5, count - 0.5];
    this.scale = (axis.wide && axis.log ? d3.scaleLog() : d3.scaleLinear()).domain(domain).range(range);
    this.bandHalf = 0.4;
  }

  /** Both ends of a cell, the smaller pixel first. */
  ends(n) {
    const { axis, scale, bandHalf } = this;
    const ends = axis.wide ? [axis.lo[n], axis.hi[n]] : [n - bandHalf, n + bandHalf];
    return ends.map(scale).sort(d3.ascending);
  }

  /** Where a value lies; null where the axis has no such place. */
  place(value) {
    const [lo, hi] = d3.extent(this.scale.domain());
    if (this.axis.wide) return value >= lo && value <= hi ? this.scale(value) : null;
    const same = (point) => Math.abs(point - value) <= 1e-6 * Math.abs(point);
    const n = this.axis.points.findIndex(same);
    return n < 0 ? null : this.scale(n);
  }

  /** From where to where a range of values goes, the smaller pixel first; null where no band lies in it. */
  span([lo, hi]) {
    if (this.axis.wide) return [lo, hi].map(this.scale).sort(d3.ascending);
    const inside = d3.range(this.count).filter((n) => lo <= this.axis.points[n] && this.axis.points[n] <= hi);
    return inside.length > 0 ? d3.extent(inside.flatMap((n) => this.ends(n))) : null;
  }

  /** The cell at a pixel; -1 between bands. */
  at(pixel) {
    const place = this.scale.invert(pixel);
    const n = this.axis.wide ? d3.bisectRight(this.axis.hi, place) : Math.round(place);
    const within = this.axis.wide || Math.abs(place - n) <= this.bandHalf;
    return within ? clamp(n, 0, this.count - 1) : -1;
  }
}

/** Axes of D3 with labels, drawn into `root`; replaces what is there. */
function drawAxes(root, frame, labels) {
  const { x, y, width, height, margin } = frame;
  const u = unit();
  root.selectAll("*").remove();
  const steps = frame.whole ? x.domain()[1] : Infinity;
  const across = Math.min(steps, Math.max(2, Math.round(width / (80 * u))));
  const upwards = Math.max(2, Math.round(height / (45 * u)));
  const ticked = (axis, count, cells) => {
    axis.tickSizeOuter(0);
    if (cells && !cells.axis.wide) {
      const every = Math.ceil(cells.count / count);
      axis.tickValues(d3.range(0, cells.count, every));
      return axis.tickFormat((n) => shown(cells.axis.points[n]));
    }
    if (axis.scale().base) return axis.ticks(count, ".3~g");
    return axis.ticks(count).tickFormat((value) => brief(value, 6));
  };
  if (frame.grid) {
    root
      .append("g")
      .attr("class", "grid")
      .selectAll("line")
      .data(y.ticks(upwards))
      .join("line")
      .attr("x1", margin.left)
      .attr("x2", margin.left + width)
      .attr("y1", (value) => y(value))
      .attr("y2", (value) => y(value));
  }
  root
    .append("g")
    .attr("class", "axis x")
    .attr("transform", `translate(0,${margin.top + height})`)
    .call(ticked(d3.axisBottom(x), across, frame.cells?.x));
  root
    .append("g")
    .attr("class", "axis y")
    .attr("transform", `translate(${margin.left},0)`)
    .call(ticked(d3.axisLeft(y), upwards, frame.cells?.y));
  root
    .append("text")
    .attr("class", "axis-label")
    .attr("text-anchor", "middle")
    .attr("x", margin.left + width / 2)
    .attr("y", margin.top + height + 40 * u)
    .text(labels.x);
  root
    .append("text")
    .attr("class", "axis-label")
    .attr("text-anchor", "middle")
    .attr("transform", `translate(${14 * u},${margin.top + height / 2}) rotate(-90)`)
    .text(labels.y);
}

/** A chart of lines: its frame, cleared, as wide as its column; x is counted where `whole`. */
function lineFrame(svg, xDomain, yDomain, labels, whole = false) {
  const full = Math.max(220, svg.getBoundingClientRect().width || 320);
  const u = unit();
  const margin = { left: 58 * u, right: 14 * u, top: 10 * u, bottom: 48 * u };
  const width = full - margin.left - margin.right;
  const height = clamp(full * 0.52, 170, 360 * u) - margin.top;
  const frame = {
    margin,
    width,
    height,
    grid: true,
    whole,
    x: d3.scaleLinear().domain(xDomain).range([margin.left, margin.left + width]),
    y: d3.scaleLinear().domain(yDomain).range([margin.top + height, margin.top]),
  };
  const root = d3.select(svg).attr("viewBox", `0 0 ${full} ${height + margin.top + margin.bottom}`);
  drawAxes(root, frame, labels);
  frame.root = root;
  return frame;
}

/** A dashed line across a chart at y, with a word at its right end. */
function drawLevel(frame, value, text, place = -5) {
  const { x, y, root } = frame;
  root
    .append("path")
    .attr("class", "level")
    .attr("d", `M${x.range()[0]},${y(value)}H${x.range()[1]}`);
  root
    .append("text")
    .attr("class", "note")
    .attr("text-anchor", "end")
    .attr("x", x.range()[1] - 4)
    .attr("y", y(value) + place * unit())
    .text(text);
}

/** Segments of the zero line of f over a frame in pixels, by marching squares. */
function zeroLine(frame, f, steps = 96) {
  const { margin, width, height } = frame;
  const at = (i, j) => [margin.left + (i * width) / steps, margin.top + (j * height) / steps];
  const values = [];
  for (let j = 0; j <= steps; ++j) {
    for (let i = 0; i <= steps; ++i) values.push(f(...at(i, j)));
  }
  const value = ([i, j]) => values[j * (steps + 1) + i];
  let path = "";
  for (let j = 0; j < steps; ++j) {
    for (let i = 0; i < steps; ++i) {
      const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
      const crossings = [];
      corners.forEach((one, n) => {
        const two = corners[(n + 1) % 4];
        const [v1, v2] = [value(one), value(two)];
        if (v1 > 0 === v2 > 0) return;
        const s = v1 / (v1 - v2);
        const [p1, p2] = [at(...one), at(...two)];
        crossings.push([p1[0] + s * (p2[0] - p1[0]), p1[1] + s * (p2[1] - p1[1])]);
      });
      for (let n = 0; n + 1 < crossings.length; n += 2) {
        const [p1, p2] = [crossings[n], crossings[n + 1]];
        path += `M${p1[0].toFixed(2)},${p1[1].toFixed(2)}L${p2[0].toFixed(2)},${p2[1].toFixed(2)}`;
      }
    }
  }
  return path;
}

/** Marks across bands, in pixels, where f(value of the band, value along the other axis) changes its sign. */
function zeroMarks(bands, other, upright, f, steps = 192) {
  const [from, to] = other.scale.range();
  const at = (t) => from + (to - from) * t;
  let path = "";
  for (let n = 0; n < bands.count; ++n) {
    const rises = (t) => f(bands.axis.points[n], other.scale.invert(at(t))) > 0;
    const [first, last] = bands.ends(n);
    for (let i = 0; i < steps; ++i) {
      let [lo, hi] = [i / steps, (i + 1) / steps];
      const below = rises(lo);
      if (below === rises(hi)) continue;
      for (let k = 0; k < 30; ++k) {
        const middle = 0.5 * (lo + hi);
        if (rises(middle) === below) lo = middle;
        else hi = middle;
      }
      const place = at(lo).toFixed(2);
      path += upright
        ? `M${place},${first.toFixed(2)}V${last.toFixed(2)}`
        : `M${first.toFixed(2)},${place}H${last.toFixed(2)}`;
    }
  }
  return path;
}

/**
 * Where f of both axes is 0: a line; marks across the bands of an axis that has values only; nothing where both have.
 */
function zeroPath(frame, f) {
  const { x, y } = frame.cells;
  if (x.axis.wide && y.axis.wide) {
    return zeroLine(frame, (px, py) => f(x.scale.invert(px), y.scale.invert(py)));
  }
  if (y.axis.wide) return zeroMarks(x, y, false, f);
  return x.axis.wide ? zeroMarks(y, x, true, (v, u) => f(u, v)) : "";
}
