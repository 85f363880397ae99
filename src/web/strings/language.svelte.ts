import { EN, type Strings } from './en.ts';
import { ZH } from './zh.ts';

export type Language = 'en' | 'zh';

const WORDS: Readonly<Record<Language, Strings>> = { en: EN, zh: ZH };
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: EN.languageName, zh: ZH.languageName };

const chosen = $state<{ language: Language }>({ language: stored() });

function stored(): Language {
  const kept = localStorage.getItem('antiphon-language');
  if (kept === 'en' || kept === 'zh') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** The language of the interface. */
export function language(): Language {
  return chosen.language;
}

/** The words of the interface in its language; a component that reads them follows a change. */
export function words(): Strings {
  return WORDS[chosen.language];
}

export function setLanguage(language: Language): void {
  chosen.language = language;
  localStorage.setItem('antiphon-language', language);
  markLanguage();
}

/** Says on the page in which language it stands, for fonts and screen readers. */
export function markLanguage(): void {
  document.documentElement.lang = chosen.language === 'zh' ? 'zh-Hans' : 'en';
}
