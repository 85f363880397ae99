import SilentPanel from './SilentPanel.svelte';

/** What the question view shows beside findings and analyses. */
export const PANELS = [SilentPanel];
