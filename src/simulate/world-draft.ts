import { GrownInts } from '../kernels/grown-columns.js';
import { WORLD_LAYERS, type WorldLayer } from './world-parameters.js';

/** Why a share is there. */
export const CAUSES = ['organic', 'breaking-news', 'group', 'camouflage', 'uptake'] as const;
export type Cause = (typeof CAUSES)[number];

/** A world in the making: its objects and shares in the order in which they came about. Times are seconds from its start. */
export class WorldDraft {
  readonly account = new GrownInts();
  readonly object = new GrownInts();
  /** Whole seconds, which a year's worth of fits a 32-bit number. */
  readonly time = new GrownInts();
  readonly cause = new GrownInts();
  readonly objectLayer = new GrownInts();
  readonly objectCommunity = new GrownInts();
  /** Author of the reposted post; −1 in other layers. */
  readonly objectAuthor = new GrownInts();
  readonly objectTime = new GrownInts();
  readonly spanSeconds: number;

  constructor(spanSeconds: number) {
    this.spanSeconds = spanSeconds;
  }

  get shareCount(): number {
    return this.account.length;
  }

  /** A new object, by number. */
  addObject(layer: WorldLayer, community: number, author: number, bornAt: number): number {
    this.objectLayer.push(WORLD_LAYERS.indexOf(layer));
    this.objectCommunity.push(community);
    this.objectAuthor.push(layer === 'repost' ? author : -1);
    this.objectTime.push(this.wholeSecond(bornAt));
    return this.objectLayer.length - 1;
  }

  addShare(account: number, object: number, time: number, cause: Cause): void {
    this.account.push(account);
    this.object.push(object);
    this.time.push(this.wholeSecond(time));
    this.cause.push(CAUSES.indexOf(cause));
  }

  private wholeSecond(time: number): number {
    return Math.floor(Math.min(Math.max(time, 0), this.spanSeconds - 1));
  }
}
