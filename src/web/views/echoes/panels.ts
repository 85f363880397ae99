import EchoesPanel from './EchoesPanel.svelte';

/** What the question view shows beside findings and analyses. */
export const PANELS = [EchoesPanel];
