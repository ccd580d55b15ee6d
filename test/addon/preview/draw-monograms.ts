/**
 * `node test/addon/preview/draw-monograms.ts` draws the pictures of server/http/monograms anew: a letter
 * on its colour, by the code point, and a figure. It needs Debian's chromium and fonts-noto-cjk.
 */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {crc32, deflateSync} from 'node:zlib';

const FOLDER = new URL('../../../server/http/monograms/', import.meta.url);
const LETTERS =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ' +
  'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん';
const FIGURE = 'person';
const SIZE = 80;
/** Shades from the colour to white: four bits a pixel. */
const SHADES = 16;
/** White letters stand out from each by 4.5 : 1 at least (WCAG 2.2, 1.4.3). */
const COLOURS = [
  0x0b57d0, 0x146c2e, 0xb3261e, 0x7b4397, 0x00696d, 0x8c4a00, 0x5c5f72,
  0xa8185e,
];

/** Each pixel a hexadecimal digit, a line for a picture. */
const PAGE = `<!doctype html><meta charset="utf-8"><pre></pre><script>
const canvas=Object.assign(document.createElement('canvas'),{width:${SIZE},height:${SIZE}});
const pen=canvas.getContext('2d',{willReadFrequently:true});
function begin(){pen.fillStyle='#000';pen.fillRect(0,0,${SIZE},${SIZE});pen.fillStyle='#fff'}
function done(){const {data}=pen.getImageData(0,0,${SIZE},${SIZE});
 let line='';for(let at=0;at<data.length;at+=4)line+=(data[at]>>4).toString(16);return line}
function letter(text){begin();pen.font='500 42px "Noto Sans CJK JP"';pen.textAlign='left';
 const {actualBoundingBoxLeft:l,actualBoundingBoxRight:r,actualBoundingBoxAscent:a,actualBoundingBoxDescent:d}=pen.measureText(text);
 pen.fillText(text,(${SIZE}-r+l)/2,(${SIZE}+a-d)/2);return done()}
function figure(){begin();pen.beginPath();pen.arc(40,31,13,0,7);pen.fill();
 pen.beginPath();pen.ellipse(40,68,25,19,0,Math.PI,0);pen.fill();return done()}
document.querySelector('pre').textContent=[...${JSON.stringify(LETTERS)}].map(letter).concat(figure()).join('\\n');
</script>`;

function drawAll(): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'monograms-'));
  const page = join(folder, 'page.html');
  writeFileSync(page, PAGE);
  const dom = execFileSync(
    'chromium',
    ['--headless', '--no-sandbox', '--disable-gpu', '--dump-dom', page],
    {encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'ignore']},
  );
  rmSync(folder, {recursive: true});
  return dom.match(new RegExp(`[\\da-f]{${SIZE * SIZE}}`, 'g')) ?? [];
}

function png(pixels: string, colour: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([4, 3], 8);
  const palette = Array.from({length: SHADES}, (_, shade) =>
    [16, 8, 0].map(shift => {
      const from = (colour >> shift) & 0xff;
      return from + Math.round(((0xff - from) * shade) / (SHADES - 1));
    }),
  );
  const rows = Array.from({length: SIZE}, (_, row) =>
    Buffer.from(`00${pixels.slice(row * SIZE, (row + 1) * SIZE)}`, 'hex'),
  );
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(Buffer.concat(rows), {level: 9})),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

const names = [
  ...[...LETTERS].map(letter => letter.codePointAt(0)!.toString(16)),
  FIGURE,
];
const drawn = drawAll();
if (drawn.length !== names.length) throw new Error('Chromium drew too little.');
for (const [index, name] of names.entries()) {
  const colour = name === FIGURE ? 0x5c5f72 : COLOURS[index % COLOURS.length]!;
  writeFileSync(new URL(`${name}.png`, FOLDER), png(drawn[index]!, colour));
}
