import { expect, test } from 'vitest';
import { memoryPlan, sayBytes } from '../../src/store/memory.js';

test('an amount of memory is divided between the database and the analysis', () => {
  expect(memoryPlan('1GB', 'run')).toEqual({ databaseLimit: '250MB', analysisBytes: 500e6 });
  expect(memoryPlan('1GB', 'import').databaseLimit).toBe('566MB');
  expect(memoryPlan(' 0.5 gib ', 'run').analysisBytes).toBe(2 ** 28);
  expect(memoryPlan(undefined, 'import').databaseLimit).toBe('1GB');
});

test('an amount that is none, too little or more than there is says so', () => {
  for (const amount of ['0', '5XB', '-1GB', '', 'GB', '1e3MB', '1,5GB', 'lots']) {
    expect(() => memoryPlan(amount, 'run')).toThrow(
      `--memory "${amount}" is no amount of memory; write a number with MB or GB, such as --memory 1GB`,
    );
  }
  for (const amount of ['0MB', '0.1GB', '511MB'])
    expect(() => memoryPlan(amount, 'run')).toThrow(`--memory "${amount}" is too little to work with; at least 512 MB are needed`);
  expect(() => memoryPlan('900TB', 'run')).toThrow(/--memory "900TB" is more than this machine has \([\d.,]+ GB\); name less/);
});

test('bytes are said as a person reads them', () => {
  expect([1, 950e6, 1e9, 2.44e9, 375_000e6].map(sayBytes)).toEqual(['1 MB', '950 MB', '1 GB', '2.4 GB', '375 GB']);
});
