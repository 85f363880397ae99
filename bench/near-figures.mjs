// Prints the figures of a case's first finding as JSON: `node bench/near-figures.mjs CASE`.
import { CaseFile } from '../dist/store/case-file.js';
import { findingById } from '../dist/store/findings.js';

const file = await CaseFile.open(process.argv[2]);
const { figures } = await findingById(file, 1);
file.close();
console.log(JSON.stringify({ figures }));
