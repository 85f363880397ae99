// Preloaded into a measured command: reports its peak memory on descriptor 3 when it ends.
import { writeSync } from 'node:fs';

process.on('exit', () => writeSync(3, JSON.stringify({ peakBytes: process.resourceUsage().maxRSS * 1024 })));
