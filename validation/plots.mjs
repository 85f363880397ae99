// Pictures of the validation, as self-contained SVG.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Plot from '@observablehq/plot';
import { JSDOM } from 'jsdom';
import { IMAGES } from './paths.mjs';

/** Writes a plot as `docs/images/NAME.svg` on a white ground. */
function writePlot(name, title, options) {
  const { document } = new JSDOM('').window;
  const svg = Plot.plot({
    ...options,
    document,
    style: { fontFamily: 'sans-serif', fontSize: '11px', background: 'white', color: '#222' },
  });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', title);
  for (const style of svg.querySelectorAll('style')) style.remove();
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', 'white');
  svg.prepend(ground);
  writeFileSync(join(IMAGES, `${name}.svg`), `${svg.outerHTML}\n`);
}

const seconds = (value) => (value >= 3600 ? `${value / 3600} h` : value >= 60 ? `${value / 60} min` : `${value} s`);

/** A share over size × jitter, one small field for each participation × camouflage. */
export function surfacePlot(name, label, cells) {
  writePlot(name, `${label} over size, jitter, participation and camouflage`, {
    width: 720,
    height: 560,
    marginLeft: 52,
    marginBottom: 40,
    marginRight: 80,
    padding: 0,
    x: { label: 'Jitter', tickFormat: seconds, domain: [...new Set(cells.map((cell) => cell.jitterSeconds))] },
    y: { label: 'Size', reverse: true, domain: [...new Set(cells.map((cell) => cell.size))] },
    fx: { label: 'Camouflage', tickFormat: (value) => `${value * 100} %` },
    fy: { label: 'Participation', tickFormat: (value) => `${value * 100} %` },
    color: { scheme: 'blues', domain: [0, 1], label },
    marks: [
      Plot.cell(cells, { x: 'jitterSeconds', y: 'size', fx: 'camouflage', fy: 'participation', fill: 'share', inset: 0.5 }),
      Plot.text(cells, {
        x: 'jitterSeconds',
        y: 'size',
        fx: 'camouflage',
        fy: 'participation',
        text: ({ share }) => (share === null ? '–' : share.toFixed(2)),
        fill: ({ share }) => (share !== null && share > 0.6 ? 'white' : '#222'),
      }),
    ],
  });
}

/** How often each kind of pair is kept, with intervals. */
export function kindsPlot(name, rows) {
  writePlot(name, 'How often each kind of group is tied', {
    width: 720,
    height: 64 + rows.length * 34,
    marginLeft: 200,
    marginRight: 30,
    marginBottom: 44,
    x: { domain: [0, 1], label: 'Share of the accounts that are tied to another of their group at FDR 5 %', grid: true },
    y: { label: null, domain: rows.map((row) => row.label) },
    marks: [
      Plot.ruleY(rows, { y: 'label', x1: 'low', x2: 'high', strokeWidth: 2, stroke: '#2b6cb0' }),
      Plot.dot(rows, { y: 'label', x: 'share', fill: '#2b6cb0', r: 4 }),
    ],
  });
}

/** Shares of p at or below each level against the level, both on log scales. */
export function calibrationPlot(name, rows) {
  const least = 1e-5;
  writePlot(name, 'Shares of p at or below a level, against the level', {
    width: 560,
    height: 420,
    marginLeft: 64,
    marginRight: 170,
    marginBottom: 40,
    x: { type: 'log', domain: [0.0008, 0.13], label: 'Level', ticks: [0.001, 0.01, 0.05, 0.1], tickFormat: String },
    y: { type: 'log', domain: [least, 0.2], label: 'Share of p at or below it', ticks: [1e-5, 1e-4, 1e-3, 0.01, 0.1], tickFormat: String },
    color: { legend: false, scheme: 'tableau10' },
    marks: [
      Plot.line(
        [0.0008, 0.13].map((alpha) => ({ alpha })),
        { x: 'alpha', y: 'alpha', stroke: '#999', strokeDasharray: '3 3' },
      ),
      Plot.line(rows, { x: 'alpha', y: (row) => Math.max(row.share, least), stroke: 'data' }),
      Plot.dot(rows, { x: 'alpha', y: (row) => Math.max(row.share, least), fill: 'data', r: 3.5 }),
      // Names stand where their lines end, those that would overlap a little apart.
      ...rows
        .filter((row) => row.alpha === 0.1)
        .sort((x, y) => y.share - x.share)
        .map((row, i) =>
          Plot.text([row], {
            x: 'alpha',
            y: () => Math.max(row.share, least),
            text: 'data',
            textAnchor: 'start',
            dx: 8,
            dy: 7 * i - 7,
            fill: 'data',
          }),
        ),
    ],
  });
}
