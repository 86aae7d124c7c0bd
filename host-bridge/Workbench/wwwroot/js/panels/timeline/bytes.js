// Bytes for the eye. Nothing here touches the page.

const HEX = Array.from({ length: 256 }, (_, value) => value.toString(16).toUpperCase().padStart(2, '0'));

/** The bytes of hexadecimal text. */
export function fromHex(text) {
  const bytes = new Uint8Array(text.length >> 1);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = parseInt(text.slice(2 * at, 2 * at + 2), 16);
  }

  return bytes;
}

/** A dump: lines of offset, `width` bytes in hexadecimal, and the same as ASCII characters. */
export function dump(bytes, width = 16) {
  const lines = [];
  const digits = Math.max(4, (bytes.length - 1).toString(16).length);
  for (let at = 0; at < bytes.length; at += width) {
    let hex = '';
    let characters = '';
    for (let column = 0; column < width; column++) {
      const value = bytes[at + column];
      hex += (column === width / 2 ? '  ' : ' ') + (value === undefined ? '  ' : HEX[value]);
      characters += value === undefined ? '' : value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : '.';
    }

    lines.push(`${at.toString(16).toUpperCase().padStart(digits, '0')} ${hex}  ${characters}`);
  }

  return lines.join('\n');
}

/** Whether the bytes begin as a PNG file does. */
export const isPng = bytes => bytes.length > 8 && bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47;

/** JSON with line breaks, if that is what the bytes are; else null. */
export function asJson(bytes) {
  if (bytes.length < 2 || (bytes[0] !== 0x7b && bytes[0] !== 0x5b)) {
    return null;
  }

  try {
    return JSON.stringify(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), null, 2);
  } catch {
    return null;
  }
}

/** Hexadecimal text of 16 bytes and more in groups of four bytes; other text as it is. */
export const grouped = text => /^(?:[0-9A-Fa-f]{2}){16,}$/.test(text) ? text.replace(/(.{8})(?=.)/g, '$1 ') : text;
