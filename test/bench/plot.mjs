// Cost against size as an SVG, both axes logarithmic, with a dashed line of slope one for the eye.
const WIDTH = 420;
const HEIGHT = 300;
const LEFT = 62;
const TOP = 34;
const GAP = 110;

const decades = (low, high) => {
  const all = [];
  for (let d = Math.floor(Math.log10(low)); d <= Math.ceil(Math.log10(high)); d++) all.push(10 ** d);
  return all;
};
const label = (value) => (value >= 1 ? value.toLocaleString("en") : String(value));

/** @param charts `title`, `axis` and `lines`: name, colour and points of [size, CPU milliseconds]. */
export function svg(charts) {
  const parts = charts.map((chart, i) => panel(chart, LEFT + i * (WIDTH + GAP)));
  const width = LEFT + charts.length * (WIDTH + GAP) - GAP + 20;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT + TOP + 56}" font-family="sans-serif" font-size="12">
<title>CPU time of modelseal against size</title>
<rect width="100%" height="100%" fill="white"/>
${parts.join("\n")}
</svg>
`;
}

function panel({ title, axis, lines }, left) {
  const points = lines.flatMap((line) => line.points);
  const xs = decades(Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x)));
  const ys = decades(Math.min(...points.map(([, y]) => y)), Math.max(...points.map(([, y]) => y)));
  const scale = (all, length) => (value) =>
    ((Math.log10(value) - Math.log10(all[0])) / Math.log10(all.at(-1) / all[0])) * length;
  const [sx, sy] = [scale(xs, WIDTH), scale(ys, HEIGHT)];
  const px = (x) => (left + sx(x)).toFixed(1);
  const py = (y) => (TOP + HEIGHT - sy(y)).toFixed(1);
  const grid = [
    ...xs.map(
      (x) =>
        `<path d="M${px(x)} ${TOP}v${HEIGHT}" stroke="#ddd"/><text x="${px(x)}" y="${TOP + HEIGHT + 16}" text-anchor="middle">${label(x)}</text>`,
    ),
    ...ys.map(
      (y) =>
        `<path d="M${left} ${py(y)}h${WIDTH}" stroke="#ddd"/><text x="${left - 6}" y="${Number(py(y)) + 4}" text-anchor="end">${label(y)}</text>`,
    ),
  ];
  const drawn = lines.map(({ name, colour, points }, i) => {
    const path = points.map(([x, y], k) => `${k === 0 ? "M" : "L"}${px(x)} ${py(y)}`).join("");
    const dots = points.map(([x, y]) => `<circle cx="${px(x)}" cy="${py(y)}" r="3" fill="${colour}"/>`).join("");
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}<text x="${left + 10}" y="${TOP + 18 + i * 16}" fill="${colour}">${name}</text>`;
  });
  return `<text x="${left}" y="${TOP - 14}" font-weight="bold">${title}</text>
${grid.join("\n")}
${drawn.join("\n")}
<text x="${left + WIDTH / 2}" y="${TOP + HEIGHT + 40}" text-anchor="middle">${axis}</text>
<text x="${left - 46}" y="${TOP - 14}">ms</text>`;
}
