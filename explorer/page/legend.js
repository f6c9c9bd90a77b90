/** What the colours and lines of the map mean; kept as data too, for the exported picture. */
function legendOf(layer, heat) {
  const { extent, flags, log, several } = heat.colours;
  const keys = [];
  if (layer.real) {
    if (extent.lo <= extent.hi) keys.push({ kind: "ramp", lo: extent.lo, hi: extent.hi, log });
    if (extent.missing) keys.push({ kind: "patch", colour: map.missing, label: layer.missing });
  } else {
    for (const { value, label, colour } of layer.categories) {
      if (flags[value & 255]) keys.push({ kind: "patch", colour, label });
    }
  }
  if (several) keys.push({ kind: "patch", colour: map.several, label: map.several_label });
  for (const { label, colour } of heat.boundaries) keys.push({ kind: "line", colour, label });
  if (heat.paper.length > 0) keys.push({ kind: "dot", label: "the paper's points" });
  if (heat.safe.box) keys.push({ kind: "box", label: "safe box" });
  if (heat.safe.point) keys.push({ kind: "star", label: "recommended" });
  return keys;
}

function drawLegend(keys) {
  const key = (mark, ...words) => element("span", { class: "key" }, mark, ...words);
  const coloured = (kind, one) =>
    key(element("span", { class: kind, style: `background:${one.colour}` }), one.label);
  const made = keys.map((one) => {
    switch (one.kind) {
      case "ramp": {
        const style = `background: linear-gradient(90deg, ${map.scale.join(",")})`;
        const ramp = element("span", { class: "ramp", style });
        const note = one.log ? " (log)" : "";
        return element("span", { class: "key" }, brief(one.lo), ramp, `${brief(one.hi)}${note}`);
      }
      case "patch":
        return coloured("patch", one);
      case "line":
        return coloured("stroke", one);
      case "dot":
        return key(element("span", {}, "○"), one.label);
      case "star":
        return key(element("span", {}, "☆"), one.label);
      default:
        return key(element("span", { class: "dash" }), one.label);
    }
  });
  byId("legend").replaceChildren(...made);
}
