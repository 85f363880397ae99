import type { Parameter } from '../../api/contract/analyses.ts';

export type ParameterValue = number | string | boolean;
export type ValueProblem = 'required' | 'not-a-number' | 'not-whole' | 'too-low' | 'too-high';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What is wrong with a parameter's text as it stands in its field; null: nothing that can be told without the server. */
export function checkValue({ kind, isRequired, minimum, maximum }: Parameter, text: string): ValueProblem | null {
  if (text === '') return isRequired ? 'required' : null;
  if (kind !== 'number' && kind !== 'integer') return null;
  if (!NUMBER.test(text)) return 'not-a-number';
  const value = Number(text);
  if (kind === 'integer' && !Number.isInteger(value)) return 'not-whole';
  if (minimum !== null && value < minimum) return 'too-low';
  return maximum !== null && value > maximum ? 'too-high' : null;
}

/** The value that a field's text stands for; undefined where it is left to its default. */
export function parameterValue({ kind }: Parameter, text: string): ParameterValue | undefined {
  if (text === '') return undefined;
  if (kind === 'boolean') return text === 'true';
  if ((kind === 'number' || kind === 'integer') && NUMBER.test(text)) return Number(text);
  return text;
}
