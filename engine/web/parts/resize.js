"use strict";
// From a picture of any size to the square that the network looks at, as the program itself does it, to the pixel but for rounding:
// antialiased, first across and then down, 8 bits in between, and very large pictures averaged down before.

const PRECISION = 22; // bits after the point of a coefficient
const FILTERS = {
  bilinear: { reach: 1, at: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: {
    reach: 2,
    at: (x) => {
      const a = -0.5;
      x = Math.abs(x);
      if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    },
  },
};
const GAP = 3; // a picture more than twice this much too large is averaged down first, by whole steps
const GREY = 128;

// A picture {width, height, data: RGB, a byte each} as the square {width, height, data}.
function squareOf(picture, preprocessing) {
  const size = preprocessing.size;
  if (picture.width === size && picture.height === size) return picture;
  const inner = insideOf(picture, preprocessing);
  const seen = seenOf(picture, preprocessing);
  const resized = resize(picture, inner[2] - inner[0], inner[3] - inner[1], seen, FILTERS[preprocessing.interpolation]);
  if (resized.width === size && resized.height === size) return resized;
  const data = new Uint8Array(3 * size * size).fill(GREY);
  for (let y = 0; y < resized.height; y++) {
    const row = resized.data.subarray(3 * y * resized.width, 3 * (y + 1) * resized.width);
    data.set(row, 3 * ((inner[1] + y) * size + inner[0]));
  }
  return { width: size, height: size, data };
}

// Where in the square the picture lies: left, top, right, bottom.
function insideOf(picture, { size, fit }) {
  if (fit !== "pad") return [0, 0, size, size];
  const longer = Math.max(picture.width, picture.height);
  const across = Math.max(1, toEven((size * picture.width) / longer));
  const down = Math.max(1, toEven((size * picture.height) / longer));
  const left = Math.floor((size - across) / 2);
  const top = Math.floor((size - down) / 2);
  return [left, top, left + across, top + down];
}

// What of the picture the network sees: left, top, right, bottom in its pixels.
function seenOf(picture, { size, resize: shorterTo, fit }) {
  const { width, height } = picture;
  if (fit !== "crop") return [0, 0, width, height];
  const shorter = Math.min(width, height);
  const across = Math.max(size, Math.trunc((shorterTo * width) / shorter));
  const down = Math.max(size, Math.trunc((shorterTo * height) / shorter));
  const left = toEven((across - size) / 2);
  const top = toEven((down - size) / 2);
  const x = width / across;
  const y = height / down;
  return [left * x, top * y, Math.min(width, (left + size) * x), Math.min(height, (top + size) * y)];
}

function resize(picture, width, height, box, filter) {
  const [stepX, stepY] = [(box[2] - box[0]) / width, (box[3] - box[1]) / height];
  const [timesX, timesY] = [Math.trunc(stepX / GAP) || 1, Math.trunc(stepY / GAP) || 1];
  if (timesX > 1 || timesY > 1) {
    const [aroundX, aroundY] = [(filter.reach - 0.5) * stepX, (filter.reach - 0.5) * stepY];
    const left = Math.max(0, Math.trunc(box[0] - aroundX));
    const top = Math.max(0, Math.trunc(box[1] - aroundY));
    const right = Math.min(picture.width, Math.ceil(box[2] + aroundX));
    const bottom = Math.min(picture.height, Math.ceil(box[3] + aroundY));
    picture = averaged(picture, timesX, timesY, [left, top, right, bottom]);
    box = [(box[0] - left) / timesX, (box[1] - top) / timesY, (box[2] - left) / timesX, (box[3] - top) / timesY];
  }
  const across = coefficients(picture.width, box[0], box[2], width, filter);
  const down = coefficients(picture.height, box[1], box[3], height, filter);
  return { width, height, data: resampledDown(resampledAcross(picture, across, width), width, down, height) };
}

// Blocks of pixels, timesX by timesY of them, each as its mean.
function averaged(picture, timesX, timesY, [left, top, right, bottom]) {
  const width = Math.ceil((right - left) / timesX);
  const height = Math.ceil((bottom - top) / timesY);
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const [firstY, endY] = [top + y * timesY, Math.min(bottom, top + (y + 1) * timesY)];
    for (let x = 0; x < width; x++) {
      const [firstX, endX] = [left + x * timesX, Math.min(right, left + (x + 1) * timesX)];
      const count = (endX - firstX) * (endY - firstY);
      const factor = Math.trunc(Math.fround(2 ** 24 / count));
      let [red, green, blue] = [count >> 1, count >> 1, count >> 1];
      for (let v = firstY; v < endY; v++) {
        let at = 3 * (v * picture.width + firstX);
        for (let u = firstX; u < endX; u++) {
          red += picture.data[at++];
          green += picture.data[at++];
          blue += picture.data[at++];
        }
      }
      const at = 3 * (y * width + x);
      data[at] = Math.floor((red * factor) / 2 ** 24);
      data[at + 1] = Math.floor((green * factor) / 2 ** 24);
      data[at + 2] = Math.floor((blue * factor) / 2 ** 24);
    }
  }
  return { width, height, data };
}

// For each pixel of the result: which pixel of the source is the first to count, and by how much each of them does.
// Edges are 32-bit figures, as in the library that the program resizes with.
function coefficients(length, left, right, count, filter) {
  const from = Math.fround(left);
  const scale = Math.fround(Math.fround(right) - from) / count;
  const wider = Math.max(1, scale);
  const reach = filter.reach * wider;
  const table = [];
  for (let i = 0; i < count; i++) {
    const centre = from + (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const end = Math.min(length, Math.trunc(centre + reach + 0.5));
    const weights = [];
    let sum = 0;
    for (let x = first; x < end; x++) {
      const weight = filter.at((x - centre + 0.5) / wider);
      weights.push(weight);
      sum += weight;
    }
    const whole = weights.map((weight) => {
      const share = (sum ? weight / sum : weight) * 2 ** PRECISION;
      return Math.trunc(share < 0 ? share - 0.5 : share + 0.5);
    });
    table.push({ first, weights: Int32Array.from(whole) });
  }
  return table;
}

function resampledAcross(picture, table, width) {
  const data = new Uint8Array(3 * width * picture.height);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < width; x++) {
      const { first, weights } = table[x];
      let [red, green, blue] = [1 << (PRECISION - 1), 1 << (PRECISION - 1), 1 << (PRECISION - 1)];
      let from = 3 * (y * picture.width + first);
      for (let k = 0; k < weights.length; k++) {
        const weight = weights[k];
        red += picture.data[from++] * weight;
        green += picture.data[from++] * weight;
        blue += picture.data[from++] * weight;
      }
      const at = 3 * (y * width + x);
      data[at] = byteOf(red);
      data[at + 1] = byteOf(green);
      data[at + 2] = byteOf(blue);
    }
  }
  return data;
}

function resampledDown(source, width, table, height) {
  const row = 3 * width;
  const data = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    const { first, weights } = table[y];
    for (let x = 0; x < row; x++) {
      let sum = 1 << (PRECISION - 1);
      for (let k = 0; k < weights.length; k++) sum += source[(first + k) * row + x] * weights[k];
      data[y * row + x] = byteOf(sum);
    }
  }
  return data;
}

function byteOf(sum) {
  return Math.min(255, Math.max(0, sum >> PRECISION));
}

// Rounded; a half goes to the even neighbour.
function toEven(value) {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest === 0.5) return below % 2 ? below + 1 : below;
  return rest > 0.5 ? below + 1 : below;
}
