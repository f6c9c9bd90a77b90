// The game and the closed form of its orbits, as in contracts-model/ and solver/.

/** U = ln(1 + C) where the benefit is given by its cost. */
function benefitOf(p) {
  return "C" in p ? Math.log1p(p.C) : p.U;
}

/** a = U (1 - theta/r - k) - gamma, b = k U + mu, q = a + b (Eq. 6), rounded: for lines to draw. */
function rates(p) {
  const U = benefitOf(p);
  const neutral = 1 - p.theta / p.r;
  const a = U * (neutral - p.k) - p.gamma;
  return { U, a, b: p.k * U + p.mu, q: U * neutral - p.gamma + p.mu };
}

// Intervals [lo, hi]: computed end by end, then widened by more than both ends were rounded.
const widened = (lo, hi, part = 2 ** -52) => [
  lo - Math.abs(lo) * part - Number.MIN_VALUE,
  hi + Math.abs(hi) * part + Number.MIN_VALUE,
];
/** A double stands for the shortest decimal that rounds to it. */
const given = (value) => widened(value, value);
const plus = (p, q) => widened(p[0] + q[0], p[1] + q[1]);
const minus = (p, q) => widened(p[0] - q[1], p[1] - q[0]);
const times = (p, q) => {
  const all = [p[0] * q[0], p[0] * q[1], p[1] * q[0], p[1] * q[1]];
  return widened(Math.min(...all), Math.max(...all));
};
/** p/q for q > 0. */
const over = (p, q) => times(p, widened(1 / q[1], 1 / q[0]));
/** The sign that all of an interval has; null where 0 lies inside. */
const signOf = ([lo, hi]) => (lo > 0 ? 1 : hi < 0 ? -1 : null);

/** Intervals in which a and q lie. Browsers' log1p errs by a few units of its last place; here by 2^7. */
function enclosures(p) {
  const benefit = benefitOf(p);
  const U = "C" in p ? widened(benefit, benefit, 2 ** -45) : given(benefit);
  const neutral = minus([1, 1], over(given(p.theta), given(p.r)));
  const a = minus(times(U, minus(neutral, given(p.k))), given(p.gamma));
  const q = plus(minus(times(U, neutral), given(p.gamma)), given(p.mu));
  return { a, q };
}

const caseNames = ["degenerate", "everyone shares", "nobody shares", "bistable", "coexistence"];
const undecided = "undecided here";
const caseSigns = [null, [1, 1], [-1, -1], [-1, 1], [1, -1]];

/**
 * Rates with the signs of a and q: exact where the map's own, exact case is known, else those of their enclosures,
 * null where 0 lies inside. In a degenerate case one of them is 0: if only one can be, it is that.
 */
function coefficients(p, outcome) {
  const c = rates(p);
  c.enclosed = enclosures(p);
  c.signs = caseSigns[outcome] ?? [signOf(c.enclosed.a), signOf(c.enclosed.q)];
  if (outcome === 0 && c.signs.filter((sign) => sign === null).length === 1) {
    c.signs = c.signs.map((sign) => sign ?? 0);
  }
  const agreeing = (value, sign) => (sign === null || Math.sign(value) === sign ? value : 0);
  c.a = agreeing(c.a, c.signs[0]);
  c.q = agreeing(c.q, c.signs[1]);
  return c;
}

/** Growth rate a + b x at share x, without cancellation where a and q have one sign. */
function growthAt(c, x, rest = 1 - x) {
  return c.a * rest + c.q * x;
}

/** Its sign, null where it is undecided. */
function growthSign(c, x) {
  const [none, all] = c.signs;
  if (x <= 0 || x >= 1) return x <= 0 ? none : all;
  if (none !== null && all !== null && none * all >= 0) return none || all;
  const share = given(x);
  const { a, q } = c.enclosed;
  return signOf(plus(times(a, minus([1, 1], share)), times(q, share)));
}

/** Strategy case by the signs of a and q: 1 to 4, 0 on a boundary, null where it is undecided. */
function caseOf({ signs: [a, q] }) {
  if (a === 0 || q === 0) return 0;
  if (a === null || q === null) return null;
  if (a > 0) return q > 0 ? 1 : 4;
  return q > 0 ? 3 : 2;
}

/** eta = -a/b where it lies in (0,1), else null. @pre the case is decided */
function etaOf(c) {
  return c.signs[0] * c.signs[1] < 0 ? c.a / (c.a - c.q) : null;
}

/** ln(shares growths)/rate with shares growths = 1 + rate length; length as rate -> 0. */
function logOverRate(rate, length, shares, growths) {
  const w = rate * length;
  if (rate === 0 || w === 0) return length;
  if (w > -0.5 && w < 1e15) return Math.log1p(w) / rate;
  return (Math.log(shares) + Math.log(growths)) / rate;
}

/**
 * T = ln(1 + a u)/a + ln(1 + q v)/q, u = d/(x0 g1), v = d/(g0 c1): the time from share x0 to x1, of
 * which both terms are >= 0. Infinity where the flow does not lead there, NaN where that is undecided.
 */
function travelTime(c, x0, x1, rest0 = 1 - x0, rest1 = 1 - x1, d = x1 - x0) {
  if (d === 0) return 0;
  const signs = [growthSign(c, x0), growthSign(c, x1)];
  const against = (sign) => sign !== null && sign * d <= 0;
  if (signs.some(against) || x0 <= 0 || rest0 <= 0) return Infinity;
  if (signs.includes(null)) return NaN;
  const g0 = growthAt(c, x0, rest0);
  const g1 = growthAt(c, x1, rest1);
  const u = d / (x0 * g1);
  const v = d / (g0 * rest1);
  const ratio = g0 / g1;
  return logOverRate(c.a, u, x1 / x0, ratio) + logOverRate(c.q, v, rest0 / rest1, 1 / ratio);
}

/** T(x0 -> saturation): 0 where already there, Infinity where never, NaN where that is undecided. */
function timeToSaturation(c, x0, saturation) {
  return x0 >= saturation ? 0 : travelTime(c, x0, saturation);
}

/** Where the orbit from x0 ends; NaN where that is undecided. */
function limitOf(c, x0) {
  const direction = x0 <= 0 || x0 >= 1 ? 0 : growthSign(c, x0);
  if (direction === 0) return x0;
  const beyond = direction > 0 ? c.signs[1] : c.signs[0];
  if (direction === null || beyond === null) return NaN;
  if (beyond * direction < 0) return etaOf(c);
  return direction > 0 ? 1 : 0;
}

/**
 * The orbit from x0 as points [t, x], by travel times to shares on its way: nothing is integrated.
 * Ends at `until`, or once it is within 1e-4 logits' worth of where it goes. Nothing where that is undecided.
 */
function orbit(c, x0, until, count = 160) {
  const limit = limitOf(c, x0);
  if (Number.isNaN(limit)) return [];
  if (limit === x0) return [[0, x0], [until, x0]];
  const points = [[0, x0]];
  const logit = Math.log(x0 / (1 - x0));
  const end = limit === 1 ? 14 : limit === 0 ? -14 : null;
  for (let i = 1; i <= count; ++i) {
    const s = i / count;
    let x;
    let rest;
    let d;
    if (end === null) {
      d = (limit - x0) * -Math.expm1(-12 * s);
      x = x0 + d;
      rest = 1 - x;
    } else {
      const z = logit + (end - logit) * s;
      x = 1 / (1 + Math.exp(-z));
      rest = 1 / (1 + Math.exp(z));
      d = x - x0;
    }
    const t = travelTime(c, x0, x, 1 - x0, rest, d);
    if (!(t < Infinity)) break;
    if (t >= until) {
      const [t0, before] = points[points.length - 1];
      points.push([until, before + ((x - before) * (until - t0)) / (t - t0)]);
      return points;
    }
    points.push([t, x]);
  }
  points.push([until, limit]);
  return points;
}

/** Time until the orbit from x0 is within `distance` of where it goes; 0 where it stays. */
function settlingTime(c, x0, distance) {
  const limit = limitOf(c, x0);
  if (Math.abs(limit - x0) <= distance) return 0;
  return travelTime(c, x0, limit > x0 ? limit - distance : limit + distance);
}
