import type { Finding } from '../../model.js';
import type { Terminal } from '../terminal.js';

/** A finding in a few lines: what it says and with which settings. */
export function sayFinding(terminal: Terminal, finding: Finding, wasKnown: boolean): void {
  terminal.say(`finding ${finding.findingId}: ${finding.analysis}${wasKnown ? ' (the case held it already; nothing was computed)' : ''}`);
  for (const sentence of finding.summary) terminal.say(`  ${sentence}`);
  const settings = Object.entries(finding.parameters).map(([name, value]) => `${name} ${value}`);
  terminal.say(`  settings: ${settings.join(', ')}`);
}
