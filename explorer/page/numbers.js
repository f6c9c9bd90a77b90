/** A number as a reader wants it: ten significant digits at most. */
function shown(value) {
  if (value === Infinity) return "never";
  if (value === null || Number.isNaN(value)) return "none";
  const text = String(Number(value.toPrecision(10)));
  return Object.is(value, -0) ? "0" : text;
}

/** Fewer digits, for ticks, sliders and prose. */
function brief(value, digits = 4) {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : shown(value);
}

/** A number as TOML reads it: every digit, and no integer beyond its range. */
function exact(value) {
  const whole = Number.isInteger(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return whole ? value.toExponential() : String(value === 0 ? 0 : value);
}

function clamp(value, lo, hi) {
  return Math.min(Math.max(value, lo), hi);
}

/** Index of the point of ascending `points` nearest to `value`. */
function nearest(points, value) {
  const right = d3.bisectLeft(points, value);
  if (right === 0) return 0;
  if (right === points.length) return right - 1;
  return value - points[right - 1] <= points[right] - value ? right - 1 : right;
}

/** An element with attributes and children; text is text, never markup. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const byId = (id) => document.getElementById(id);
