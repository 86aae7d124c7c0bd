const WIDTH = 128;
const HEIGHT = 64;

// Lit and dark pixels of a cool white OLED: red, green, blue.
const LIT = [0xc4, 0xe8, 0xff];
const DARK = [0x04, 0x07, 0x0a];

/** Draws an OLED on a canvas of 128×64: `display` is base64 of 1,024 bytes, row by row, highest bit first. */
export function createOled(canvas) {
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d', { alpha: false });
  const image = context.createImageData(WIDTH, HEIGHT);
  let drawn;

  return function draw(display) {
    if (display === drawn) {
      return;
    }

    drawn = display;
    const bytes = atob(display);
    for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
      const colour = bytes.charCodeAt(pixel >> 3) & (0x80 >> (pixel & 7)) ? LIT : DARK;
      image.data.set(colour, pixel * 4);
      image.data[(pixel * 4) + 3] = 255;
    }

    context.putImageData(image, 0, 0);
  };
}
