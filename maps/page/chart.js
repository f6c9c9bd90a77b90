// Frames of charts: scales, axes, labels, by D3.

const lineColours = [1, 2, 3, 4, 5, 6, 7].map((n) => `var(--series-${n})`);

/** Pixels of a sixteenth of the root's text size: charts grow with the page's text. */
function unit() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

/** Scale of an axis of the map, by the ends of its cells. A single point gets a width. */
function axisScale(axis, range) {
  const lo = axis.lo[0];
  const hi = axis.hi[axis.hi.length - 1];
  if (lo === hi) return d3.scaleLinear().domain([lo - 0.5, hi + 0.5]).range(range);
  const scale = axis.log ? d3.scaleLog() : d3.scaleLinear();
  return scale.domain([lo, hi]).range(range);
}

/** Axes of D3 with labels, drawn into `root`; replaces what is there. */
function drawAxes(root, frame, labels) {
  const { x, y, width, height, margin } = frame;
  const u = unit();
  root.selectAll("*").remove();
  const steps = frame.whole ? x.domain()[1] : Infinity;
  const across = Math.min(steps, Math.max(2, Math.round(width / (80 * u))));
  const upwards = Math.max(2, Math.round(height / (45 * u)));
  const ticked = (axis, count) => {
    if (axis.scale().base) return axis.ticks(count, ".3~g").tickSizeOuter(0);
    return axis.ticks(count).tickSizeOuter(0).tickFormat((value) => brief(value, 6));
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
    .call(ticked(d3.axisBottom(x), across));
  root
    .append("g")
    .attr("class", "axis y")
    .attr("transform", `translate(${margin.left},0)`)
    .call(ticked(d3.axisLeft(y), upwards));
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
