import VoiceFindings from './VoiceFindings.svelte';
import VoicesPanel from './VoicesPanel.svelte';

/** What the question view shows before all else. */
export const PANELS = [VoiceFindings, VoicesPanel];
/** The panels show findings and analyses themselves. */
export const LISTS_ANALYSES = true;
