// The round map theta <- (1 - lambda) theta + lambda N/T(theta) at fixed gamma: docs/regulation.md.

/** Time of a round at theta; all else as at the point. */
function roundTime(point, theta) {
  return timeToSaturation(coefficients({ ...point.game, theta }), point.start, point.saturation);
}

/** theta from which on the growth rate at share x is no longer > 0. */
function edgeAt(point, x) {
  const U = benefitOf(point.game);
  const { r, k, mu, gamma } = point.game;
  return r * (1 - k * (1 - x) + (mu * x - gamma) / U);
}

/** theta_c: strategy case 1 below it. */
function caseOneEdge(point) {
  return Math.max(0, Math.min(edgeAt(point, 0), edgeAt(point, 1)));
}

/** theta_s: from here on a round never ends. */
function deadlockEdge(point) {
  return Math.max(0, Math.min(edgeAt(point, point.start), edgeAt(point, point.saturation)));
}

/** theta* = N/T(theta*), the only one: theta T(theta) rises. null where no theta saturates. */
function fixedPoint(point, N) {
  let lo = 0;
  let hi = deadlockEdge(point);
  if (!(hi > 0) || !(N > 0)) return null;
  for (let i = 0; i < 200 && hi - lo > 1e-15 * hi; ++i) {
    const middle = 0.5 * (lo + hi);
    if (middle * roundTime(point, middle) < N) lo = middle;
    else hi = middle;
  }
  return 0.5 * (lo + hi);
}

/** theta T'/T at theta, by a central difference. */
function elasticity(point, theta) {
  const h = Math.min(1e-5 * theta, 0.25 * (deadlockEdge(point) - theta));
  const slope = (roundTime(point, theta + h) - roundTime(point, theta - h)) / (2 * h);
  return (theta * slope) / roundTime(point, theta);
}

/** One round's rule, capped where a cap is set. */
function nextTheta(theta, time, rule) {
  const next = (1 - rule.damping) * theta + (rule.damping * rule.N) / time;
  return Math.min(next, rule.cap ?? Infinity);
}

/** Rounds back, up to 64, to which the last thetas have returned over a whole period; else 0. */
function periodOf(thetas, tolerance) {
  for (let period = 2; period <= 64 && 2 * period < thetas.length; ++period) {
    const last = thetas.slice(-period);
    const before = thetas.slice(-2 * period, -period);
    const same = last.every((theta, i) => Math.abs(theta - before[i]) <= tolerance);
    if (same && Math.max(...last) - Math.min(...last) > 1e-4) return period;
  }
  return 0;
}

/**
 * The loop from rule.first on, round after round, until what it comes to is certain: settles,
 * oscillates, deadlocks (a round never ends), or wanders after `most` rounds; or until it is
 * undecided whether a round ends.
 */
function simulateLoop(point, rule, most = 10000) {
  const thetas = [Math.min(rule.first, rule.cap ?? Infinity)];
  let leftCaseOne = -1;
  let leftFor = null; // the case there; null where it is undecided
  const end = (regime, extra = {}) => ({ regime, thetas, leftCaseOne, leftFor, ...extra });
  for (let round = 0; round < most; ++round) {
    const theta = thetas[round];
    const c = coefficients({ ...point.game, theta });
    if (leftCaseOne < 0 && caseOf(c) !== 1) [leftCaseOne, leftFor] = [round, caseOf(c)];
    const time = timeToSaturation(c, point.start, point.saturation);
    if (Number.isNaN(time)) return end("undecided");
    if (time === Infinity) return end("deadlocks");
    if (time === 0) return end("undefined");
    const next = nextTheta(theta, time, rule);
    thetas.push(next);
    const tolerance = 1e-11 * rule.damping * Math.max(1, next);
    if (Math.abs(next - theta) <= tolerance) return end("settles");
    if (round % 16 === 15) {
      const period = periodOf(thetas, tolerance);
      if (period > 0) return end("oscillates", { period });
    }
  }
  return end("wanders");
}
