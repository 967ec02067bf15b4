/**
 * Squarified treemap (Bruls, Huizing and van Wijk 2000): divides a rectangle by weight into tiles close to squares.
 * @param {number[]} weights positive, largest first
 * @param {{ x: number, y: number, width: number, height: number }} area
 * @returns {{ x: number, y: number, width: number, height: number }[]} in the order of the weights
 */
export function squarify(weights, area) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scale = (area.width * area.height) / total;
  const sizes = weights.map(weight => weight * scale);
  const tiles = [];
  let rest = { ...area };
  let start = 0;
  while (start < sizes.length) {
    const side = Math.min(rest.width, rest.height);
    let end = start + 1;
    let sum = sizes[start];
    // A row grows as long as its worst aspect ratio does not get worse.
    while (end < sizes.length && worst(sizes[start], sizes[end], sum + sizes[end], side) <= worst(sizes[start], sizes[end - 1], sum, side))
      sum += sizes[end++];
    rest = layRow(sizes.slice(start, end), sum, rest, tiles);
    start = end;
  }
  return tiles;
}

/** The worst aspect ratio in a row along `side`. */
function worst(largest, smallest, sum, side) {
  const square = side * side;
  return Math.max((square * largest) / (sum * sum), (sum * sum) / (square * smallest));
}

/** Lays a row along the shorter side and returns the remaining area. */
function layRow(sizes, sum, { x, y, width, height }, tiles) {
  const upright = width >= height;
  const depth = sum / (upright ? height : width);
  let at = upright ? y : x;
  for (const size of sizes) {
    const length = size / depth;
    tiles.push(upright ? { x, y: at, width: depth, height: length } : { x: at, y, width: length, height: depth });
    at += length;
  }
  return upright ? { x: x + depth, y, width: width - depth, height } : { x, y: y + depth, width, height: height - depth };
}
