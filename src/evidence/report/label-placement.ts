/** A text that wants to stand beside a circle. */
export interface LabelWish {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** A text with its place: baseline and anchor as SVG has them. */
export interface PlacedLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Width of a text in a system font, in units of its size: wide for ideographs, half for the rest. Errs on the wide side. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    width += code >= 0x1100 && !(code >= 0x2000 && code < 0x2e80) ? 1.02 : /[A-Z@MWmw%—]/.test(character) ? 0.75 : 0.56;
  }
  return width * size;
}

/**
 * Places labels beside their circles so that none overlaps another label, leaves the frame or covers one of the obstacles.
 *
 * @param wishes Most important first; a label without room is left out.
 * @param obstacles Circles that no label may cover.
 * @returns Those that found room, in the order of the wishes.
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  obstacles: readonly Omit<LabelWish, 'text'>[],
  frame: { readonly width: number; readonly height: number },
  size: number,
): PlacedLabel[] {
  const taken: Box[] = obstacles.map(({ x, y, radius }) => ({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }));
  const placed: PlacedLabel[] = [];
  for (const wish of wishes) {
    for (const label of candidates(wish, frame, size)) {
      const box = boxOf(label, size);
      const isInside = box.left >= 2 && box.right <= frame.width - 2 && box.top >= 1 && box.bottom <= frame.height - 1;
      if (!isInside || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      placed.push(label);
      break;
    }
  }
  return placed;
}

/** Places beside a circle, those on the side away from the middle of the frame first. */
function candidates(
  { text, x, y, radius }: LabelWish,
  frame: { readonly width: number; readonly height: number },
  size: number,
): PlacedLabel[] {
  const gap = radius + 4;
  const middle = y + size * 0.35;
  const diagonal = gap * 0.75;
  const right: PlacedLabel = { text, x: x + gap, y: middle, anchor: 'start' };
  const left: PlacedLabel = { text, x: x - gap, y: middle, anchor: 'end' };
  const above: PlacedLabel = { text, x, y: y - gap, anchor: 'middle' };
  const below: PlacedLabel = { text, x, y: y + gap + size * 0.75, anchor: 'middle' };
  const sides = x < frame.width / 2 ? [left, right] : [right, left];
  const ends = y < frame.height / 2 ? [above, below] : [below, above];
  const corners = sides.flatMap((side) =>
    ends.map((end) => ({
      text,
      anchor: side.anchor,
      x: side === right ? x + diagonal : x - diagonal,
      y: end === above ? middle - diagonal : middle + diagonal,
    })),
  );
  return [...sides, ...ends, ...corners];
}

function boxOf({ text, x, y, anchor }: PlacedLabel, size: number): Box {
  const width = textWidth(text, size);
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - size * 0.85, bottom: y + size * 0.3 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
