import VoicesPanel from './VoicesPanel.svelte';

/** What the question view shows beside findings and analyses. */
export const PANELS = [VoicesPanel];
