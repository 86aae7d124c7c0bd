/** The token's display: pixels across and down. */
export const WIDTH = 128;
export const HEIGHT = 64;

/** Draws the display's bits (row by row from the top left, highest bit first, 1 is lit) in the canvas's own text colour; dark pixels stay clear. */
export function drawBits(canvas, bits) {
  const context = canvas.getContext('2d');
  const picture = context.createImageData(WIDTH, HEIGHT);
  for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
    if (bits[pixel >> 3] & (0x80 >> (pixel & 7))) {
      picture.data.set(LIT, 4 * pixel);
    }
  }

  context.putImageData(picture, 0, 0);
}

const LIT = [0xc4, 0xe8, 0xff, 0xff];
