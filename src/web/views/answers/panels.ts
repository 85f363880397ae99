import AnswersPanel from './AnswersPanel.svelte';

/** What the question view shows beside findings and analyses. */
export const PANELS = [AnswersPanel];
