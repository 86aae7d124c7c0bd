// A QR code (ISO/IEC 18004) for one purpose: up to 34 digits in version 1, level M, with the mask that its penalty rules choose.

const size = 21;
const dataCodewords = 16;
const checkCodewords = 10;
const levelM = 0b00;

/** @returns {boolean[][]} rows of modules, true for dark, without a quiet zone */
export function encodeDigits(digits) {
  const codewords = dataOf(digits);
  const bits = [...codewords, ...checkOf(codewords)].flatMap(byte => [7, 6, 5, 4, 3, 2, 1, 0].map(shift => byte >> shift & 1));
  let best = null;
  let least = Infinity;
  for (let mask = 0; mask < 8; mask++) {
    const modules = draw(bits, mask);
    const penalty = penaltyOf(modules);
    if (penalty < least) {
      [best, least] = [modules, penalty];
    }
  }
  return best;
}

// 7.4.4: numeric mode, ten bits for the count, three digits in ten bits, a pair in seven, one in four; terminator and padding (7.4.9, 7.4.10).
function dataOf(digits) {
  if (!/^\d{1,34}$/.test(digits)) {
    throw new RangeError('1 to 34 digits');
  }
  let bits = '0001' + digits.length.toString(2).padStart(10, '0');
  for (let at = 0; at < digits.length; at += 3) {
    const group = digits.slice(at, at + 3);
    bits += Number(group).toString(2).padStart([0, 4, 7, 10][group.length], '0');
  }
  bits = (bits + '0000').slice(0, 8 * dataCodewords);
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
  const codewords = bits.match(/.{8}/g).map(byte => parseInt(byte, 2));
  for (let pad = 0xec; codewords.length < dataCodewords; pad ^= 0xec ^ 0x11) {
    codewords.push(pad);
  }
  return codewords;
}

// Multiplication in GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1.
function multiply(a, b) {
  let product = 0;
  for (; b > 0; b >>= 1) {
    if (b & 1) {
      product ^= a;
    }
    a = a << 1 ^ (a & 0x80 ? 0x11d : 0);
  }
  return product;
}

// Reed–Solomon check codewords (7.5.2): the remainder of the division by (x − 1)(x − 2)(x − 4) …
function checkOf(codewords) {
  let generator = [1];
  for (let i = 0, root = 1; i < checkCodewords; i++, root = multiply(root, 2)) {
    const next = [...generator, 0];
    generator.forEach((coefficient, at) => { next[at + 1] ^= multiply(coefficient, root); });
    generator = next;
  }
  const remainder = [...codewords, ...new Array(checkCodewords).fill(0)];
  for (let at = 0; at < codewords.length; at++) {
    const factor = remainder[at];
    generator.forEach((coefficient, i) => { remainder[at + i] ^= multiply(coefficient, factor); });
  }
  return remainder.slice(codewords.length);
}

const masks = [
  (row, column) => (row + column) % 2,
  row => row % 2,
  (row, column) => column % 3,
  (row, column) => (row + column) % 3,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2,
  (row, column) => row * column % 2 + row * column % 3,
  (row, column) => (row * column % 2 + row * column % 3) % 2,
  (row, column) => ((row + column) % 2 + row * column % 3) % 2,
];

function draw(bits, mask) {
  const modules = Array.from({ length: size }, () => new Array(size).fill(null));
  for (const [row, column] of [[0, 0], [0, size - 7], [size - 7, 0]]) {
    drawFinder(modules, row, column);
  }
  for (let at = 8; at < size - 8; at++) {
    modules[6][at] = modules[at][6] = at % 2 === 0;
  }
  drawFormat(modules, mask);

  // 7.7.3: two columns at a time from the right, upwards and downwards in turn, over the vertical timing pattern.
  let next = 0;
  let upwards = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) {
      right = 5;
    }
    for (let i = 0; i < size; i++) {
      const row = upwards ? size - 1 - i : i;
      for (const column of [right, right - 1]) {
        if (modules[row][column] === null) {
          modules[row][column] = (bits[next++] ?? 0) === 1 !== (masks[mask](row, column) === 0);
        }
      }
    }
    upwards = !upwards;
  }
  return modules;
}

// A finder pattern of 7×7 with its separator.
function drawFinder(modules, top, left) {
  for (let row = -1; row <= 7; row++) {
    for (let column = -1; column <= 7; column++) {
      if (modules[top + row]?.[left + column] === null) {
        const ring = Math.max(Math.abs(row - 3), Math.abs(column - 3));
        modules[top + row][left + column] = ring !== 2 && ring < 4;
      }
    }
  }
}

// 7.9: level and mask with ten check bits of a BCH code, twice, and the dark module.
function drawFormat(modules, mask) {
  const data = levelM << 3 | mask;
  let check = data << 10;
  for (let bit = 14; bit >= 10; bit--) {
    if (check >> bit & 1) {
      check ^= 0b10100110111 << (bit - 10);
    }
  }
  const format = (data << 10 | check) ^ 0b101010000010010;
  const bitAt = bit => (format >> bit & 1) === 1;
  for (let bit = 0; bit < 15; bit++) {
    const dark = bitAt(bit);
    const row = bit < 6 ? bit : bit < 8 ? bit + 1 : size - 15 + bit;
    modules[row][8] = dark;
    const column = bit < 8 ? size - 1 - bit : bit === 8 ? 7 : 14 - bit;
    modules[8][column] = dark;
  }
  modules[size - 8][8] = true;
}

// 7.8.3.1: runs of one colour, blocks of 2×2, what looks like a finder, and the balance of dark and light.
function penaltyOf(modules) {
  const lines = [...modules, ...modules.map((_, column) => modules.map(row => row[column]))]
    .map(line => line.map(dark => dark ? '1' : '0').join(''));
  let penalty = 0;
  for (const line of lines) {
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) {
      penalty += run.length - 2;
    }
    for (let at = 0; at + 11 <= size; at++) {
      const part = line.slice(at, at + 11);
      penalty += part === '10111010000' || part === '00001011101' ? 40 : 0;
    }
  }
  let dark = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      dark += modules[row][column] ? 1 : 0;
      const same = row + 1 < size && column + 1 < size && modules[row][column] === modules[row + 1][column]
        && modules[row][column] === modules[row][column + 1] && modules[row][column] === modules[row + 1][column + 1];
      penalty += same ? 3 : 0;
    }
  }
  return penalty + 10 * Math.floor(Math.abs(20 * dark / (size * size) - 10));
}
