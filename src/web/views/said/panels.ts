import SaidPanel from './SaidPanel.svelte';

/** What the question view shows beside findings and analyses. */
export const PANELS = [SaidPanel];
