// The game and the closed form of its orbits, as in contracts-model/ and solver/.

/** U = ln(1 + C) where the benefit is given by its cost. */
function benefitOf(p) {
  return "C" in p ? Math.log1p(p.C) : p.U;
}

/**
 * a = U (1 - theta/r - k) - gamma, b = k U + mu, q = a + b (Eq. 6). `noise` bounds their rounding:
 * a growth rate below it is taken to be 0, as on a boundary.
 */
function coefficients(p) {
  const U = benefitOf(p);
  const neutral = 1 - p.theta / p.r;
  const size = U * (1 + p.theta / p.r + p.k) + Math.abs(p.gamma) + Math.abs(p.mu);
  const noise = 4e-16 * size;
  const settled = (value) => (Math.abs(value) < noise ? 0 : value);
  const a = settled(U * (neutral - p.k) - p.gamma);
  const q = settled(U * neutral - p.gamma + p.mu);
  return { U, a, b: p.k * U + p.mu, q, noise };
}

/** Growth rate a + b x at share x, without cancellation where a and q have one sign. */
function growthAt(c, x, rest = 1 - x) {
  const growth = c.a * rest + c.q * x;
  return Math.abs(growth) < c.noise ? 0 : growth;
}

const caseNames = ["degenerate", "everyone shares", "nobody shares", "bistable", "coexistence"];

/** Strategy case by the signs of a and q: 1 to 4, 0 on a boundary. */
function caseOf(c) {
  if (c.a === 0 || c.q === 0) return 0;
  if (c.a > 0) return c.q > 0 ? 1 : 4;
  return c.q > 0 ? 3 : 2;
}

/** eta = -a/b where it lies in (0,1), else null. */
function etaOf(c) {
  return c.a * c.q < 0 ? c.a / (c.a - c.q) : null;
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
 * which both terms are >= 0. Infinity where the flow does not lead there.
 */
function travelTime(c, x0, x1, rest0 = 1 - x0, rest1 = 1 - x1, d = x1 - x0) {
  if (d === 0) return 0;
  const g0 = growthAt(c, x0, rest0);
  const g1 = growthAt(c, x1, rest1);
  const leads = d > 0 ? g0 > 0 && g1 > 0 : g0 < 0 && g1 < 0;
  if (!leads || x0 <= 0 || rest0 <= 0) return Infinity;
  const u = d / (x0 * g1);
  const v = d / (g0 * rest1);
  const ratio = g0 / g1;
  return logOverRate(c.a, u, x1 / x0, ratio) + logOverRate(c.q, v, rest0 / rest1, 1 / ratio);
}

/** T(x0 -> saturation): 0 where already there, Infinity where never. */
function timeToSaturation(c, x0, saturation) {
  return x0 >= saturation ? 0 : travelTime(c, x0, saturation);
}

/** Where the orbit from x0 ends. */
function limitOf(c, x0) {
  const g0 = growthAt(c, x0);
  if (x0 <= 0 || x0 >= 1 || g0 === 0) return x0;
  if (g0 > 0) return c.q < 0 ? etaOf(c) ?? 1 : 1;
  return c.a > 0 ? etaOf(c) ?? 0 : 0;
}

/**
 * The orbit from x0 as points [t, x], by travel times to shares on its way: nothing is integrated.
 * Ends at `until`, or once it is within 1e-4 logits' worth of where it goes.
 */
function orbit(c, x0, until, count = 160) {
  const limit = limitOf(c, x0);
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
