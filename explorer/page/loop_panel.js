/** The rule at a point: what was typed, else what the cell or the point itself suggests. */
function ruleOf(view, point) {
  const { game } = point;
  const time = roundTime(point, game.theta);
  const own = game.theta * time;
  const N = game.N ?? (own > 0 && own < Infinity ? own : 1);
  const typed = view.loop;
  return {
    N: typed.N ?? N,
    first: typed.first ?? (game.N === undefined ? 0.9 * game.theta : game.theta),
    damping: typed.damping ?? game.damping ?? 1,
    cap: typed.cap,
  };
}

const { rule: mapRule, idle_period: idlePeriod } = map.regulation ?? { rule: "fixed" };
const fixedRule = mapRule === "fixed" && !idlePeriod;

function counted(n, word) {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}

/** What the loop comes to, in a word and the rest of its sentence. */
function regimeText(result) {
  const rounds = result.thetas.length - 1;
  const last = brief(result.thetas[rounds], 8);
  const when =
    result.leftCaseOne === 0
      ? "from the first round on"
      : `after ${counted(result.leftCaseOne, "round")}`;
  const where = result.leftFor === null ? "on the edge of" : "outside";
  const left = result.leftCaseOne < 0 ? "." : `; ${where} strategy case 1 ${when}.`;
  switch (result.regime) {
    case "settles":
      return ["Settles", ` at theta = ${last} after ${counted(rounds, "round")}${left}`];
    case "oscillates":
      return ["Oscillates", `, every ${counted(result.period, "round")}${left}`];
    case "deadlocks":
      return ["Deadlocks", ` in round ${rounds + 1}, which at theta = ${last} never ends${left}`];
    case "undecided":
      return ["Undecided here", `: does round ${rounds + 1}, at theta = ${last}, ever end?`];
    case "undefined":
      return ["Not defined", ": the start is saturated already, T = 0."];
    default:
      return ["Wanders", `: neither settles nor repeats in ${counted(rounds, "round")}${left}`];
  }
}

/** theta*, its multiplier and the edges, in a line. */
function analysisText(point, rule) {
  const star = fixedPoint(point, rule.N);
  const [inner, outer] = [caseOneEdge(point), deadlockEdge(point)].map((edge) => brief(edge, 6));
  const edges = `theta_c = ${inner} (edge of case 1), theta_s = ${outer} (deadlock)`;
  if (star === null) return `No theta >= 0 saturates from x0 = ${shown(point.start)}; ${edges}.`;
  const multiplier = 1 - rule.damping * (1 + elasticity(point, star));
  const stable = Math.abs(multiplier) < 1 ? "stable" : "unstable";
  const verdict = Number.isNaN(multiplier) ? undecided : stable;
  const other = fixedRule ? "" : " This is the plain rule at fixed gamma, not this map's contract.";
  return (
    `Fixed point theta* = ${brief(star, 8)}, multiplier ${brief(multiplier, 6)} (${verdict}); ` +
    `${edges}.${other}`
  );
}

function drawRounds(svg, point, result) {
  const shownRounds = result.thetas.slice(0, 400);
  const edges = [caseOneEdge(point), deadlockEdge(point)].filter((edge) => edge > 0);
  const edge = Math.max(...edges, 1e-9);
  const top = 1.08 * Math.max(edge, Math.min(d3.max(shownRounds), 1.6 * edge));
  const rounds = shownRounds.length;
  const label = result.thetas.length > rounds ? `round (the first ${rounds})` : "round";
  const labels = { x: label, y: "theta" };
  const frame = lineFrame(svg, [0, Math.max(1, rounds - 1)], [0, top], labels, true);
  const height = (theta) => frame.y(Math.min(theta, top));
  const line = d3
    .line()
    .x((_, i) => frame.x(i))
    .y(height);
  const { root } = frame;
  const path = root.append("path").attr("class", "thetas").attr("fill", "none");
  path.style("stroke", lineColours[0]).attr("stroke-width", 1.8).attr("d", line(shownRounds));
  drawEdges(frame, point);
  if (shownRounds.length > 80) return;
  root
    .selectAll("circle")
    .data(shownRounds)
    .join("circle")
    .attr("cx", (_, i) => frame.x(i))
    .attr("cy", height)
    .attr("r", 3)
    .style("fill", lineColours[0]);
}

/** The two edges; their words part where the lines are close. */
function drawEdges(frame, point) {
  const [inner, outer] = [caseOneEdge(point), deadlockEdge(point)];
  const close = frame.y(inner) - frame.y(outer) < 22 * unit();
  drawLevel(frame, inner, "edge of case 1", close ? 13 : -5);
  drawLevel(frame, outer, "deadlock", -5);
}

function drawCobweb(svg, point, rule, result) {
  const edge = deadlockEdge(point);
  const top = 1.1 * Math.max(edge, Math.min(d3.max(result.thetas), 1.6 * edge), 1e-9);
  const frame = lineFrame(svg, [0, top], [0, top], { x: "theta", y: "next theta" });
  const { x, y, root } = frame;
  const line = d3
    .line()
    .x(([theta]) => x(Math.min(theta, top)))
    .y(([, next]) => y(Math.min(next, top)));
  const stroke = (points, colour, width, dash) =>
    root
      .append("path")
      .attr("fill", "none")
      .style("stroke", colour)
      .attr("stroke-width", width)
      .attr("stroke-dasharray", dash ?? null)
      .attr("d", line(points));
  stroke([[0, 0], [top, top]], "#8a8f98", 1.5, "2 4");
  const graph = d3.range(0, 201).map((i) => {
    const theta = (i / 200) * Math.min(top, edge);
    return [theta, nextTheta(theta, roundTime(point, theta), rule)];
  });
  const decided = graph.filter(([, next]) => !Number.isNaN(next));
  stroke(decided, lineColours[2], 2.5);
  const web = [[result.thetas[0], 0]];
  result.thetas.slice(0, 200).forEach((theta, i) => {
    const next = result.thetas[i + 1];
    if (next === undefined) return;
    web.push([theta, next], [next, next]);
  });
  stroke(web, lineColours[0], 1.4).attr("class", "thetas");
}

function drawLoop(view, point) {
  const rule = ruleOf(view, point);
  for (const name of Object.keys(loopKeys)) {
    const field = byId(`loop-${name}`);
    const value = rule[name];
    if (document.activeElement !== field) field.value = value === null ? "" : brief(value, 7);
  }
  const result = simulateLoop(point, rule);
  const regime = byId("loop-regime");
  const [word, rest] = regimeText(result);
  regime.replaceChildren(element("strong", {}, word), rest);
  regime.dataset.regime = result.regime;
  byId("loop-text").textContent = analysisText(point, rule);
  if (view.picture === "cobweb") drawCobweb(byId("loop-chart"), point, rule, result);
  else drawRounds(byId("loop-chart"), point, result);
}
