/** A picture of the stage for a slide: 16 : 9, large type, and under it the sentence that the stage shows. */

const WIDTH = 1920;
const HEIGHT = 1080;
const MARGIN = 60;
/** Sizes of the type, in pixels. */
const TITLE = 26;
const TEXT = 46;
/** Height that the title and two lines of text take. */
const WORDS = 250;

/** What of its style a drawing needs where no style sheet is. */
const STYLES = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font',
  'letter-spacing',
  'paint-order',
  'display',
  'visibility',
] as const;

/** @returns a PNG of 1920 × 1080. Throws where the browser cannot draw it. */
export async function pictureOf(svg: SVGSVGElement, title: string, sentence: string): Promise<Blob> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no pictures.');
  const page = getComputedStyle(document.body);
  context.fillStyle = page.backgroundColor;
  context.fillRect(0, 0, WIDTH, HEIGHT);

  const box = svg.viewBox.baseVal;
  const scale = Math.min((WIDTH - 2 * MARGIN) / box.width, (HEIGHT - WORDS - MARGIN) / box.height);
  const [width, height] = [box.width * scale, box.height * scale];
  const image = await loaded(standalone(svg, width, height));
  context.drawImage(image, (WIDTH - width) / 2, MARGIN / 2, width, height);

  context.fillStyle = page.color;
  context.textAlign = 'center';
  const family = page.fontFamily;
  context.font = `600 ${TEXT}px ${family}`;
  const lines = wrapped(context, sentence, WIDTH - 2 * MARGIN).slice(0, 3);
  lines.forEach((line, i) => {
    context.fillText(line, WIDTH / 2, height + MARGIN / 2 + 66 + i * 54);
  });
  context.font = `400 ${TITLE}px ${family}`;
  context.fillText(`${title} · Ringside`, WIDTH / 2, HEIGHT - 26);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture is empty.'))), 'image/png');
  });
}

/** The drawing with its styles written into it, as the address of an image. */
function standalone(svg: SVGSVGElement, width: number, height: number): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  originals.forEach((original, i) => {
    const style = getComputedStyle(original);
    for (const name of STYLES) copies[i]?.style.setProperty(name, style.getPropertyValue(name));
  });
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
}

function loaded(address: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error('The drawing could not be read.'));
    image.src = address;
  });
}

function wrapped(context: CanvasRenderingContext2D, text: string, width: number): readonly string[] {
  const out: string[] = [''];
  for (const word of text.split(' ')) {
    const last = out.at(-1) ?? '';
    const longer = last === '' ? word : `${last} ${word}`;
    if (context.measureText(longer).width <= width) out[out.length - 1] = longer;
    else out.push(word);
  }
  return out;
}
