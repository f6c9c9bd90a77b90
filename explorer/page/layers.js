// The map that this page carries: its description, and its layers, unpacked when looked at.

const map = JSON.parse(byId("map").textContent);
const axisNamed = new Map(map.axes.map((axis) => [axis.name, axis]));
const layerNamed = new Map(map.layers.map((layer) => [layer.name, layer]));

// Distance, in the order of cells, between neighbours along each axis; 0 along omega.
{
  let stride = 1;
  for (let d = map.shape.length - 1; d >= 0; --d) {
    map.axes[d].stride = stride;
    stride *= map.shape[d];
  }
  map.axes[map.axes.length - 1].stride = 0;
}

/** What a layer holds, without how the file writes what is not finite: the legend tells. */
function aboutLayer(layer) {
  return layer.long_name.replace(/ \([^()]*(inf|NaN):.*\)$/, "");
}

const loaded = new Promise((resolve) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", resolve);
  else resolve();
});

function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
  return bytes;
}

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** First bytes of all numbers, then all second bytes, ...: put together again at `to`. */
function unshuffle(bytes, to) {
  const count = bytes.length / 4;
  const words = new Uint32Array(to.buffer, to.byteOffset, count);
  const [first, second, third] = [count, 2 * count, 3 * count];
  for (let i = 0; i < count; ++i) {
    words[i] =
      bytes[i] | (bytes[first + i] << 8) | (bytes[second + i] << 16) | (bytes[third + i] << 24);
  }
}

async function unpack(layer, start) {
  if (!isFirstSheet(layer, start)) await loaded;
  const parts = document.querySelectorAll(
    `script[data-layer="${layer.name}"][data-start="${start}"]`,
  );
  const values = layer.real ? new Float32Array(map.cells) : new Int8Array(map.cells);
  let at = 0;
  for (const part of parts) {
    const bytes = await inflated(bytesOf(part.textContent));
    if (layer.real) {
      unshuffle(bytes, values.subarray(at, at + bytes.length / 4));
      at += bytes.length / 4;
    } else {
      values.set(bytes, at);
      at += bytes.length;
    }
  }
  if (at !== map.cells) throw new Error(`layer ${layer.name} is not whole in this page`);
  return values;
}

/** Is this what stands before the scripts? All else comes after them. */
function isFirstSheet(layer, start) {
  const first = map.layers.find((one) => !one.real) ?? map.layers[0];
  return layer === first && start === 0;
}

const unpacked = new Map();
const mostBytes = 768 * 2 ** 20;

/** Values of a layer, from a start if it is by x0, in the order of cells. Keeps the last used. */
function valuesOf(layer, start) {
  const index = layer.by_x0 ? start : 0;
  const key = `${layer.name} ${index}`;
  const found = unpacked.get(key) ?? { promise: unpack(layer, index), values: null };
  unpacked.delete(key);
  unpacked.set(key, found);
  found.promise.then((values) => {
    found.values = values;
    const sizeOf = (one) => one.values?.byteLength ?? 0;
    let total = d3.sum(unpacked.values(), sizeOf);
    for (const [old, one] of unpacked) {
      if (total <= mostBytes || old === key) break;
      total -= sizeOf(one);
      unpacked.delete(old);
    }
  });
  return found.promise;
}

/** The same where it is unpacked already, else null. */
function valuesAtHand(layer, start) {
  return unpacked.get(`${layer.name} ${layer.by_x0 ? start : 0}`)?.values ?? null;
}

/** Number of a cell, by its index along each axis. */
function cellNumber(at) {
  let cell = 0;
  for (const axis of map.axes) cell += at[axis.name] * axis.stride;
  return cell;
}

/** Two axes of a layer, everything else held. */
function sliceOf(values, at, x, y) {
  const base = cellNumber({ ...at, [x.name]: 0, [y.name]: 0 });
  return {
    x,
    y,
    value: (i, j) => values[base + i * x.stride + j * y.stride],
    values,
    base,
  };
}
