// What leaves the page: a link, a picture, a specification.

let sayTimer = 0;
/** A word at the foot of the page; what went wrong stays there. */
function say(text, bad = false) {
  const message = byId("message");
  clearTimeout(sayTimer);
  if (!bad) sayTimer = setTimeout(() => (message.textContent = ""), 8000);
  message.textContent = text;
  message.classList.toggle("bad", bad);
}

function download(name, blob) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function copyLink() {
  const link = window.location.href;
  try {
    await navigator.clipboard.writeText(link);
    say("The link to this view is on the clipboard.");
  } catch {
    const field = element("textarea", { class: "visually-hidden" });
    field.value = link;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    say(copied ? "The link to this view is on the clipboard." : `Link to this view: ${link}`);
  }
}

const baseName = map.file.replace(/\.nc$/, "");

const pictured = [
  ...["fill", "stroke", "stroke-width", "stroke-dasharray", "visibility"],
  ...["font-family", "font-size", "font-weight"],
];

/** An SVG as an image, its style written into it. */
function imageOf(svg) {
  const copy = svg.cloneNode(true);
  const from = svg.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((node, i) => {
    const style = getComputedStyle(from[i]);
    for (const name of pictured) node.style.setProperty(name, style.getPropertyValue(name));
  });
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  const text = new XMLSerializer().serializeToString(copy);
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("the picture cannot be drawn"));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  });
}

/** The mark of a legend's key, `width` wide, its middle at y. */
function paintMark(pen, key, x, y, width, ink) {
  pen.strokeStyle = ink;
  pen.fillStyle = key.colour ?? "#ffffff";
  pen.beginPath();
  if (key.kind === "ramp") {
    const ramp = pen.createLinearGradient(x, 0, x + width, 0);
    map.scale.forEach((colour, i) => ramp.addColorStop(i / (map.scale.length - 1), colour));
    pen.fillStyle = ramp;
    pen.fillRect(x, y - 7, width, 14);
  } else if (key.kind === "line") {
    pen.fillRect(x, y - 2, width, 4);
  } else if (key.kind === "patch") {
    pen.fillRect(x, y - 7, width, 14);
  } else if (key.kind === "box") {
    pen.setLineDash([5, 3]);
    pen.strokeRect(x + 1, y - 6, width - 2, 12);
    pen.setLineDash([]);
  } else if (key.kind === "dot") {
    pen.arc(x + width / 2, y, 5, 0, 2 * Math.PI);
    pen.stroke();
  } else {
    pen.translate(x + width / 2, y);
    d3.symbol().type(d3.symbolStar).size(80).context(pen)();
    pen.translate(-x - width / 2, -y);
    pen.stroke();
  }
}

/** The legend's keys in rows, from (left, top) on; returns where it ends. */
function paintLegend(pen, keys, left, top, width, ink) {
  let x = left;
  let y = top;
  for (const key of keys) {
    const text = key.kind === "ramp" ? `${brief(key.lo)} to ${brief(key.hi)}` : key.label;
    const mark = key.kind === "ramp" ? 120 : 22;
    const room = mark + 8 + pen.measureText(text).width + 22;
    if (x + room > left + width && x > left) {
      x = left;
      y += 24;
    }
    paintMark(pen, key, x, y - 5, mark, ink);
    pen.fillStyle = ink;
    pen.fillText(text, x + mark + 8, y);
    x += room;
  }
  return y + 12;
}

/** The map as it is seen, with its title, what is held, and its legend. */
async function savePicture(heat, view) {
  const style = getComputedStyle(document.documentElement);
  const box = heat.svg.getBoundingClientRect();
  const density = Math.max(2, window.devicePixelRatio || 1);
  const head = 64;
  const canvas = element("canvas");
  const pen = canvas.getContext("2d");
  const setUp = (height) => {
    canvas.width = Math.round(box.width * density);
    canvas.height = Math.round(height * density);
    pen.scale(density, density);
    pen.fillStyle = getComputedStyle(document.querySelector(".card")).backgroundColor;
    pen.fillRect(0, 0, box.width, height);
  };
  const font = (size, weight = 400) => `${weight} ${size}px system-ui, "DejaVu Sans", sans-serif`;
  const ink = style.color;
  const legend = legendOf(layerNamed.get(view.layer), heat);
  pen.font = font(13);
  const end = paintLegend(pen, legend, 16, head + box.height + 14, box.width - 32, ink);
  setUp(end + 8);
  pen.fillStyle = ink;
  pen.font = font(18, 650);
  pen.fillText(byId("map-title").textContent, 16, 28, box.width - 32);
  pen.font = font(13);
  pen.fillText(heldText(view), 16, 50, box.width - 32);
  const { margin } = heat.frame;
  pen.save();
  pen.resetTransform(); // cells anew, pixel by pixel: nothing in between two colours
  const place = (pixels) => Math.round(pixels * density);
  pen.drawImage(heat.paintCells(element("canvas"), density), place(margin.left), place(head + margin.top));
  pen.restore();
  pen.drawImage(await imageOf(heat.svg), 0, head, box.width, box.height);
  paintLegend(pen, legend, 16, head + box.height + 14, box.width - 32, ink);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  download(`${baseName}-${view.layer}-${view.x}-${view.y}.png`, blob);
  say("The picture is among your downloads.");
}

/** What is held in the slice, in words. */
function heldText(view) {
  const held = map.axes
    .filter((axis) => axis.matters && axis.name !== view.x && axis.name !== view.y)
    .map((axis) => `${axis.name} = ${shown(axis.points[view.at[axis.name]])}`);
  const start = layerNamed.get(view.layer).by_x0 ? [`x0 = ${shown(map.starts[view.start])}`] : [];
  return [...held, ...start, "any omega"].join(", ");
}

function tomlString(text) {
  const escape = (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `"${text.replace(/["\\\u0000-\u001f\u007f]/g, escape)}"`;
}

function tomlTable(name, values) {
  const value = (one) => (typeof one === "string" ? tomlString(one) : exact(one));
  const lines = Object.entries(values).map(([key, one]) => `${key} = ${value(one)}`);
  return `[${name}]\n${lines.join("\n")}\n`;
}

const settingsDefault = { theta_min: 0 };

/**
 * The selected cell as a specification of one cell. With `rule`, or in a regime map, it has a table
 * [regulation], for essmap regulate too.
 */
function specificationOf(view, rule) {
  const point = pointAt(view.at, view.start);
  const names = gameNames.filter((name) => name in point.game);
  const axes = Object.fromEntries(names.map((name) => [name, point.game[name]]));
  const title = `A cell of ${map.file}, chosen in essmap explore`;
  let text = `title = ${tomlString(title)}\n`;
  let regulation = null;
  if (map.regulation) {
    const others = map.axes.filter((axis) => !gameNames.includes(axis.name));
    const own = Object.fromEntries(others.map(({ name }) => [name, point.game[name]]));
    const settings = Object.fromEntries(
      Object.entries(map.regulation).filter(([name, value]) => settingsDefault[name] !== value),
    );
    regulation = { ...settings, ...own };
  }
  if (rule) {
    axes.theta = Math.min(rule.first, rule.cap ?? Infinity);
    regulation = {
      contract: "unguarded",
      rule: "fixed",
      N: rule.N,
      damping: rule.damping,
      x0: point.start,
      saturation: point.saturation,
    };
    if (rule.cap !== null) Object.assign(regulation, { contract: "guarded", theta_max: rule.cap });
  }
  if (!regulation) {
    const starts = map.starts.map(exact).join(", ");
    text += `${starts ? `x0 = [${starts}]\n` : ""}saturation = ${exact(map.saturation)}\n`;
  }
  text += `\n${tomlTable("axes", axes)}`;
  return regulation ? `${text}\n${tomlTable("regulation", regulation)}` : text;
}

function saveSpecification(view, rule, name) {
  const blob = new Blob([specificationOf(view, rule)], { type: "application/toml" });
  download(`${baseName}-${name}.toml`, blob);
  const use = rule || map.regulation ? "essmap regulate" : "essmap sweep";
  say(`The parameters are among your downloads, for ${use}.`);
}
