/** The kinds of layer that formats give by themselves; the others are worked out from these. */
export type SourceLayer = 'repost' | 'reply' | 'url' | 'hashtag' | 'mention' | 'text' | 'media';

/** Layers that are worked out from another one. */
const WORKED_OUT: Readonly<Record<string, SourceLayer>> = {
  'url-raw': 'url',
  domain: 'url',
  'hashtag-sequence': 'hashtag',
  'near-text': 'text',
};

/** Other words for layers. */
const SYNONYMS: Readonly<Record<string, string>> = { link: 'url', retweet: 'repost', tag: 'hashtag', image: 'media', answer: 'reply' };

/** Where a format has a layer from, in words, or why it has none. */
export interface LayerSource {
  readonly isGiven: boolean;
  readonly words: string;
}

/** What a format says of each kind of layer. */
export type LayerSupport = Readonly<Record<SourceLayer, LayerSource>> & Readonly<Partial<Record<string, LayerSource>>>;

/** @param words Where from: "the column `urls`". */
export function givenFrom(words: string): LayerSource {
  return { isGiven: true, words };
}

/** @param words Why not, as a sentence: "toolkit tables name no pictures or films". */
export function notGiven(words: string): LayerSource {
  return { isGiven: false, words };
}

/** The same reason for every layer. */
export function noLayers(words: string): LayerSupport {
  const none = notGiven(words);
  return { repost: none, reply: none, url: none, hashtag: none, mention: none, text: none, media: none };
}

/** What a format says of a layer, by itself or through the layer that it is worked out from; null for a layer of no known kind. */
export function layerSource(support: LayerSupport, layer: string): LayerSource | null {
  return support[layer] ?? support[WORKED_OUT[layer] ?? ''] ?? null;
}

/** The layer that a word that names none may mean, or null. */
export function meantLayer(word: string, there: readonly string[]): string | null {
  const known = [...there, 'repost', 'reply', 'url', 'hashtag', 'mention', 'text', 'media', ...Object.keys(WORKED_OUT)];
  const singular = word.toLowerCase().replaceAll('_', '-').replace(/s$/, '');
  const meant = SYNONYMS[singular] ?? singular;
  return known.find((name) => name === meant && name !== word) ?? null;
}
