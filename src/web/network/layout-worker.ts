import { Layout, type LayoutInput } from './layout.ts';

/** What the worker says: positions as they are, and how far it is. */
export interface LayoutNews {
  readonly positions: Float32Array;
  readonly isSettled: boolean;
  readonly progress: number;
}

/** How often the page hears of new positions: drawing a large network takes longer than moving it. */
const NEWS_MS = 180;
const LARGE_NEWS_MS = 1500;

addEventListener('message', ({ data }: MessageEvent<LayoutInput>) => {
  const layout = new Layout(data);
  const pause = data.nodeCount + data.source.length > 20_000 ? LARGE_NEWS_MS : NEWS_MS;
  let told = performance.now();
  for (;;) {
    const isSettled = layout.step();
    const now = performance.now();
    if (!isSettled && now - told < pause) continue;
    told = now;
    const positions = layout.positions();
    const news: LayoutNews = { positions, isSettled, progress: isSettled ? 1 : layout.progress };
    postMessage(news, { transfer: [positions.buffer] });
    if (isSettled) return;
  }
});
