import { Html } from './html.js';

/** What charts are drawn with: Observable Plot and a document that it may make elements in. Loaded only when a report is written. */
export interface Drawing {
  readonly plot: typeof import('@observablehq/plot');
  readonly document: Document;
}

/** Both forms of a picture, or null where there is nothing to draw. */
export type Pictures = { readonly wide: Html; readonly narrow: Html } | null;

/** A mark of Observable Plot, or a list of them. */
export type Mark = import('@observablehq/plot').Markish;
export type PlotOptions = import('@observablehq/plot').PlotOptions;

/** Loads Observable Plot and an empty document. */
export async function openDrawing(): Promise<Drawing> {
  const { JSDOM } = await import('jsdom');
  const plot = await import('@observablehq/plot');
  return { plot, document: new JSDOM('').window.document };
}

/** The inner markup of a chart, without the style sheet that Plot brings; fonts and colours come from the report's own. */
export function plotContent(drawing: Drawing, options: PlotOptions): string {
  const figure = drawing.plot.plot({ ...options, document: drawing.document, className: 'plot' });
  for (const style of figure.querySelectorAll('style')) style.remove();
  return figure.innerHTML;
}

/** A chart as a picture that scales with its column. */
export function pictureHtml(width: number, height: number, title: Html, content: string): Html {
  return new Html(
    `<svg class="picture" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title.markup}" fill="currentColor" text-anchor="middle" font-size="11">${content}</svg>`,
  );
}
