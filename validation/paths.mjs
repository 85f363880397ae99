import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
/** Other people's data, which lies beside the project and is not part of it. */
export const DATA = join(HERE, '..', '..', 'shared', 'data');
export const SENATE_MAPPING = join(HERE, 'senate-mapping.yaml');
export const PAGE = join(HERE, '..', 'docs', 'validation.md');
export const IMAGES = join(HERE, '..', 'docs', 'images');
export const TELEGRAM_MAPPING = join(HERE, 'telegram-mapping.yaml');
export const WEIBO_MAPPING = join(HERE, 'weibo-mapping.yaml');
export const LANGUAGE_PAGE = join(HERE, '..', 'docs', 'language.md');
