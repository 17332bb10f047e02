"use strict";
// Runs a network for one picture. A map is a Float32Array, channel after channel, row after row; the graph, its shapes
// and the 8-bit weights come as data.

const TILE = 32; // pixels of the result that are computed from one gathering of the input; a multiple of 4

class Network {
  // `bytes`: for each layer with weights, float32 scales and biases (`exact` bytes in all), then the 8-bit weights.
  constructor(nodes, bytes, exact) {
    this.nodes = nodes;
    const figures = new Float32Array(bytes.buffer, bytes.byteOffset, exact / 4);
    const weights = new Int8Array(bytes.buffer, bytes.byteOffset + exact);
    let [atFigure, atWeight] = [0, 0];
    for (const node of nodes) {
      const count = weightsOf(node, nodes);
      if (!count) continue;
      const outputs = node.shape[0];
      node.scales = figures.subarray(atFigure, atFigure + outputs);
      node.biases = figures.subarray(atFigure + outputs, atFigure + 2 * outputs);
      node.weights = weights.subarray(atWeight, atWeight + count);
      atFigure += 2 * outputs;
      atWeight += count;
    }
    if (atFigure !== figures.length || atWeight !== weights.length) throw new Error("weights");
    this.last = nodes.map((_, place) => nodes.reduce((last, node, at) => (node.takes.includes(place) ? at : last), place));
  }

  // Logits of a normalised picture; `pause(share)` is awaited between two layers.
  async run(picture, pause) {
    const maps = [];
    for (let place = 0; place < this.nodes.length; place++) {
      const node = this.nodes[place];
      const inputs = node.takes.map((from) => ({ shape: this.nodes[from].shape, map: maps[from] }));
      maps.push(place ? LAYERS[node.op](node, inputs) : picture);
      for (const from of node.takes) if (this.last[from] === place) maps[from] = null;
      await pause((place + 1) / this.nodes.length);
    }
    return maps[maps.length - 1];
  }
}

function weightsOf(node, nodes) {
  const [channels, height, width] = nodes[node.takes[0] ?? 0].shape;
  switch (node.op) {
    case "convolution":
      return node.shape[0] * channels * node.kernel[0] * node.kernel[1];
    case "depthwise":
      return channels * node.kernel[0] * node.kernel[1];
    case "linear":
      return node.shape[0] * channels * height * width;
    default:
      return 0;
  }
}

function sizeOf(shape) {
  return shape[0] * shape[1] * shape[2];
}

const LAYERS = {
  convolution: (node, [input]) => convolve(node, input.map, input.shape, node),
  linear: (node, [input]) => convolve(node, input.map, [sizeOf(input.shape), 1, 1], POINT),
  depthwise: (node, [input]) => convolveDepthwise(node, input.map, input.shape),
  sum: (node, [a, b]) => bent(a.map.map((value, i) => value + b.map[i]), node.bend),
  product: (node, [a, b]) => bent(multiplied(node, a, b), node.bend),
  bend: (node, [input]) => bent(input.map.slice(), node.bend),
  mean: (node, [input]) => averagedMap(node.shape, input),
  largest: (node, [input]) => largest(node, input),
  beside: (node, inputs) => {
    const map = new Float32Array(sizeOf(node.shape));
    let at = 0;
    for (const input of inputs) {
      map.set(input.map, at);
      at += input.map.length;
    }
    return map;
  },
};

const POINT = { kernel: [1, 1], stride: [1, 1], padding: [0, 0] };

// One operation for every ordinary convolution: what 4 pixels of the result look at is gathered side by side, and so are
// the weights of 4 outputs; 16 sums then grow at once.
function convolve(node, map, shape, geometry) {
  const [outputs, height, width] = node.shape;
  const length = shape[0] * geometry.kernel[0] * geometry.kernel[1];
  const weights = inFours(node.weights, outputs, length);
  const pixels = height * width;
  const result = new Float32Array(outputs * pixels);
  const tile = new Float32Array(TILE * length);
  const points = length === shape[0] && geometry.stride[0] === 1 && geometry.stride[1] === 1;
  for (let first = 0; first < pixels; first += TILE) {
    const count = Math.min(TILE, pixels - first);
    if (points) gatherPoints(map, length, pixels, first, count, tile);
    else gather(map, shape, geometry, width, first, count, tile, length);
    for (let output = 0; output < outputs; output += 4) {
      for (let pixel = 0; pixel < count; pixel += 4) {
        const rows = Math.min(4, outputs - output);
        const columns = Math.min(4, count - pixel);
        sixteen(tile, pixel * length, weights, output * length, length, SUMS);
        for (let row = 0; row < rows; row++) {
          const at = (output + row) * pixels + first + pixel;
          for (let column = 0; column < columns; column++) result[at + column] = SUMS[4 * row + column];
        }
      }
    }
  }
  return finished(node, result, pixels);
}

const SUMS = new Float32Array(16);

function sixteen(tile, atTile, weights, atWeight, length, sums) {
  let a0 = 0, a1 = 0, a2 = 0, a3 = 0, b0 = 0, b1 = 0, b2 = 0, b3 = 0;
  let c0 = 0, c1 = 0, c2 = 0, c3 = 0, d0 = 0, d1 = 0, d2 = 0, d3 = 0;
  const end = atTile + 4 * length;
  for (let i = atTile, j = atWeight; i < end; i += 4, j += 4) {
    const x0 = tile[i];
    const x1 = tile[i + 1];
    const x2 = tile[i + 2];
    const x3 = tile[i + 3];
    const a = weights[j];
    const b = weights[j + 1];
    const c = weights[j + 2];
    const d = weights[j + 3];
    a0 += x0 * a;
    a1 += x1 * a;
    a2 += x2 * a;
    a3 += x3 * a;
    b0 += x0 * b;
    b1 += x1 * b;
    b2 += x2 * b;
    b3 += x3 * b;
    c0 += x0 * c;
    c1 += x1 * c;
    c2 += x2 * c;
    c3 += x3 * c;
    d0 += x0 * d;
    d1 += x1 * d;
    d2 += x2 * d;
    d3 += x3 * d;
  }
  sums[0] = a0;
  sums[1] = a1;
  sums[2] = a2;
  sums[3] = a3;
  sums[4] = b0;
  sums[5] = b1;
  sums[6] = b2;
  sums[7] = b3;
  sums[8] = c0;
  sums[9] = c1;
  sums[10] = c2;
  sums[11] = c3;
  sums[12] = d0;
  sums[13] = d1;
  sums[14] = d2;
  sums[15] = d3;
}

// The weights (outputs, length) as floats, those of four outputs side by side; missing outputs are zeros.
function inFours(weights, outputs, length) {
  const fours = new Float32Array(4 * Math.ceil(outputs / 4) * length);
  for (let output = 0; output < outputs; output++) {
    let at = (output >> 2) * 4 * length + (output & 3);
    const from = output * length;
    for (let k = 0; k < length; k++, at += 4) fours[at] = weights[from + k];
  }
  return fours;
}

// As `gather`, where each pixel looks at itself alone: channel after channel, as the map lies in memory.
function gatherPoints(map, channels, pixels, first, count, tile) {
  const filled = 4 * Math.ceil(count / 4);
  for (let channel = 0; channel < channels; channel++) {
    const from = channel * pixels + first;
    for (let pixel = 0; pixel < filled; pixel++) {
      tile[(pixel >> 2) * 4 * channels + 4 * channel + (pixel & 3)] = pixel < count ? map[from + pixel] : 0;
    }
  }
}

// What `count` pixels of the result look at, from pixel `first` on, four pixels side by side; outside the map are zeros.
function gather(map, [channels, high, wide], { kernel, stride, padding }, width, first, count, tile, length) {
  for (let pixel = 0; pixel < TILE; pixel++) {
    let at = (pixel >> 2) * 4 * length + (pixel & 3);
    if (pixel >= count) {
      if (pixel >= 4 * Math.ceil(count / 4)) return;
      for (let k = 0; k < length; k++, at += 4) tile[at] = 0;
      continue;
    }
    const top = Math.floor((first + pixel) / width) * stride[0] - padding[0];
    const left = ((first + pixel) % width) * stride[1] - padding[1];
    for (let channel = 0; channel < channels; channel++) {
      for (let v = 0; v < kernel[0]; v++) {
        const y = top + v;
        const row = (channel * high + y) * wide;
        for (let u = 0; u < kernel[1]; u++, at += 4) {
          const x = left + u;
          tile[at] = y >= 0 && y < high && x >= 0 && x < wide ? map[row + x] : 0;
        }
      }
    }
  }
}

// Each channel by itself: put amid zeros first, so that no pixel asks whether it has a neighbour.
function convolveDepthwise(node, map, [channels, high, wide]) {
  const [, height, width] = node.shape;
  const [kernelY, kernelX] = node.kernel;
  const [stepY, stepX] = node.stride;
  const rows = Math.max(high + node.padding[0], (height - 1) * stepY + kernelY);
  const columns = Math.max(wide + node.padding[1], (width - 1) * stepX + kernelX);
  const plane = new Float32Array(rows * columns);
  const result = new Float32Array(channels * height * width);
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < high; y++) {
      const from = (channel * high + y) * wide;
      plane.set(map.subarray(from, from + wide), (y + node.padding[0]) * columns + node.padding[1]);
    }
    const weights = node.weights.subarray(channel * kernelY * kernelX, (channel + 1) * kernelY * kernelX);
    const at = channel * height * width;
    if (kernelX === 3 && kernelY === 3) {
      nine(plane, columns, weights, result, at, height, width, stepY, stepX);
    } else {
      anyKernel(plane, columns, weights, node.kernel, result, at, height, width, stepY, stepX);
    }
  }
  return finished(node, result, height * width);
}

function nine(plane, columns, weights, result, at, height, width, stepY, stepX) {
  const [a, b, c, d, e, f, g, h, i] = weights;
  for (let y = 0; y < height; y++) {
    let first = y * stepY * columns;
    let second = first + columns;
    let third = second + columns;
    for (let x = 0; x < width; x++, first += stepX, second += stepX, third += stepX) {
      result[at++] =
        plane[first] * a + plane[first + 1] * b + plane[first + 2] * c +
        plane[second] * d + plane[second + 1] * e + plane[second + 2] * f +
        plane[third] * g + plane[third + 1] * h + plane[third + 2] * i;
    }
  }
}

function anyKernel(plane, columns, weights, [kernelY, kernelX], result, at, height, width, stepY, stepX) {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      let k = 0;
      for (let v = 0; v < kernelY; v++) {
        const from = (y * stepY + v) * columns + x * stepX;
        for (let u = 0; u < kernelX; u++) sum += plane[from + u] * weights[k++];
      }
      result[at++] = sum;
    }
  }
}

// Sums of 8-bit weights as what they stand for: scaled, moved and bent, channel by channel.
function finished(node, map, pixels) {
  for (let channel = 0; channel < node.scales.length; channel++) {
    const scale = node.scales[channel];
    const bias = node.biases[channel];
    const end = (channel + 1) * pixels;
    for (let i = channel * pixels; i < end; i++) map[i] = map[i] * scale + bias;
  }
  return bent(map, node.bend);
}

// The activation, in place.
function bent(map, bend) {
  const count = map.length;
  switch (bend) {
    case "relu":
      for (let i = 0; i < count; i++) if (map[i] < 0) map[i] = 0;
      break;
    case "relu6":
      for (let i = 0; i < count; i++) map[i] = map[i] < 0 ? 0 : map[i] > 6 ? 6 : map[i];
      break;
    case "hardswish":
      for (let i = 0; i < count; i++) map[i] *= Math.min(6, Math.max(0, map[i] + 3)) / 6;
      break;
    case "hardsigmoid":
      for (let i = 0; i < count; i++) map[i] = Math.min(6, Math.max(0, map[i] + 3)) / 6;
      break;
    case undefined:
      break;
    default:
      throw new Error(bend);
  }
  return map;
}

// Two maps multiplied; one of them may have but one figure a channel.
function multiplied(node, a, b) {
  const [channels, height, width] = node.shape;
  const [stepA, stepB] = [a.map.length === channels ? 0 : 1, b.map.length === channels ? 0 : 1];
  const result = new Float32Array(sizeOf(node.shape));
  const pixels = height * width;
  for (let channel = 0, at = 0; channel < channels; channel++) {
    let atA = stepA ? at : channel;
    let atB = stepB ? at : channel;
    for (const end = at + pixels; at < end; at++, atA += stepA, atB += stepB) result[at] = a.map[atA] * b.map[atB];
  }
  return result;
}

function averagedMap([channels, height, width], { map, shape: [, high, wide] }) {
  const result = new Float32Array(channels * height * width);
  let at = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y++) {
      const [top, bottom] = [Math.floor((y * high) / height), Math.ceil(((y + 1) * high) / height)];
      for (let x = 0; x < width; x++) {
        const [left, right] = [Math.floor((x * wide) / width), Math.ceil(((x + 1) * wide) / width)];
        let sum = 0;
        for (let v = top; v < bottom; v++) {
          for (let u = left; u < right; u++) sum += map[(channel * high + v) * wide + u];
        }
        result[at++] = sum / ((bottom - top) * (right - left));
      }
    }
  }
  return result;
}

function largest(node, { map, shape: [channels, high, wide] }) {
  const [, height, width] = node.shape;
  const result = new Float32Array(sizeOf(node.shape));
  let at = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y++) {
      const top = y * node.stride[0] - node.padding[0];
      for (let x = 0; x < width; x++) {
        const left = x * node.stride[1] - node.padding[1];
        let most = -Infinity;
        for (let v = Math.max(0, top); v < Math.min(high, top + node.kernel[0]); v++) {
          for (let u = Math.max(0, left); u < Math.min(wide, left + node.kernel[1]); u++) {
            const value = map[(channel * high + v) * wide + u];
            if (value > most) most = value;
          }
        }
        result[at++] = most;
      }
    }
  }
  return result;
}

// Logits as probabilities; divided by `temperature` first.
function softmax(logits, temperature = 1) {
  const most = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp((logit - most) / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

// A square of bytes (RGB pixel after pixel) as a normalised map.
function normalised(square, { size, mean, std }) {
  const pixels = size * size;
  const map = new Float32Array(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    for (let channel = 0; channel < 3; channel++) {
      map[channel * pixels + i] = (square.data[3 * i + channel] / 255 - mean[channel]) / std[channel];
    }
  }
  return map;
}
