/** How long to draw: until all starts are where they go, but none squeezes the others. */
function horizonOf(c, starts, saturation) {
  const times = starts
    .flatMap((x0) => [settlingTime(c, x0, 0.01), timeToSaturation(c, x0, saturation)])
    .filter((time) => time > 0 && time < Infinity)
    .sort((one, two) => one - two);
  if (times.length === 0) return 1;
  return 1.15 * Math.min(times[times.length - 1], 6 * times[times.length >> 1]);
}

/** x(t) from each start at the selected cell, with the saturation line and the threshold eta. */
function drawCurves(view, facts) {
  const starts = startsOf(view.at);
  const until = horizonOf(facts, starts, facts.saturation);
  const labels = { x: "time", y: "share of sharers x" };
  const frame = lineFrame(byId("curves-chart"), [0, until], [0, 1], labels);
  drawLevel(frame, facts.saturation, `saturation ${shown(facts.saturation)}`, 14);
  if (facts.eta !== null) drawLevel(frame, facts.eta, `eta ${brief(facts.eta)}`);
  const line = d3
    .line()
    .x(([t]) => frame.x(t))
    .y(([, x]) => frame.y(x));
  starts.forEach((x0, i) => {
    frame.root
      .append("path")
      .attr("class", "orbit")
      .attr("data-start", x0)
      .attr("fill", "none")
      .style("stroke", lineColours[i % lineColours.length])
      .attr("stroke-width", 2.5)
      .attr("d", line(orbit(facts, x0, until)));
  });
  const keys = starts.map((x0, i) => {
    const time = timeToSaturation(facts, x0, facts.saturation);
    const limit = limitOf(facts, x0);
    const goes = time < Infinity ? `saturates at ${brief(time, 6)}` : `goes to ${brief(limit)}`;
    const ends = Number.isNaN(limit) ? undecided : goes;
    const style = `background:${lineColours[i % lineColours.length]}`;
    const mark = element("span", { class: "stroke plain", style });
    const text = `from ${shown(x0)} ${limit === x0 ? "stays" : ends}`;
    return element("span", { class: "key", "data-curve": x0 }, mark, text);
  });
  byId("curves-text").replaceChildren(...keys);
}
