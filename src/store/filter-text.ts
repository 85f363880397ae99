import { AntiphonError } from '../errors.js';

export type Operator = '<' | '<=' | '=' | '!=' | '>=' | '>' | 'contains';

/** What a value was written as: a number, or a text in quotes or without. */
export interface Literal {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** A filter as it was written. */
export type Condition =
  | { readonly kind: 'compare'; readonly column: string; readonly operator: Operator; readonly value: Literal }
  | { readonly kind: 'null'; readonly column: string; readonly isNull: boolean }
  | { readonly kind: 'and'; readonly parts: readonly Condition[] }
  | { readonly kind: 'or'; readonly parts: readonly Condition[] };

const LONGEST = 2000;
const MOST_CONDITIONS = 100;
const DEEPEST = 20;
const TOKEN = /\s*(?:(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<sign><=|>=|!=|<>|==|<|>|=|\(|\))|(?<word>[^\s()<>=!"']+))/uy;

interface Token {
  readonly kind: 'quoted' | 'sign' | 'word' | 'end';
  readonly text: string;
}

/**
 * Reads conditions such as `qTiming <= 0.05 and objectCount >= 3`, `postedAt >= 2016-10-01`, `text contains "harbour"`,
 * `language is not null or (likes > 10 and kind = original)`.
 *
 * `and` binds closer than `or`; brackets bind closest.
 *
 * @throws AntiphonError `usage`: naming what stands where a condition was expected.
 */
export function readFilter(text: string): Condition {
  if (text.length > LONGEST)
    throw new AntiphonError('usage', `the filter is longer than ${LONGEST.toLocaleString('en')} characters; shorten it`);
  const reader = new FilterReader(tokens(text));
  return reader.whole();
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined) throw unreadable(`${shown(text.slice(at).trim())} cannot be read; are all quotes closed?`);
    if (groups['quoted'] !== undefined) found.push({ kind: 'quoted', text: groups['quoted'].slice(1, -1).replace(/\\(.)/gsu, '$1') });
    else if (groups['sign'] !== undefined) found.push({ kind: 'sign', text: groups['sign'] });
    else found.push({ kind: 'word', text: groups['word'] as string });
  }
  return found;
}

class FilterReader {
  private readonly tokens: readonly Token[];
  private at = 0;
  private count = 0;

  constructor(found: readonly Token[]) {
    this.tokens = found;
  }

  whole(): Condition {
    const condition = this.either(0);
    const rest = this.peek();
    if (rest.kind !== 'end') throw unreadable(`${shown(rest.text)} stands after the end of a condition; join conditions by and, or`);
    return condition;
  }

  private either(depth: number): Condition {
    const parts = [this.every(depth)];
    while (this.takeWord('or')) parts.push(this.every(depth));
    return parts.length === 1 ? (parts[0] as Condition) : { kind: 'or', parts };
  }

  private every(depth: number): Condition {
    const parts = [this.one(depth)];
    while (this.takeWord('and')) parts.push(this.one(depth));
    return parts.length === 1 ? (parts[0] as Condition) : { kind: 'and', parts };
  }

  private one(depth: number): Condition {
    if (this.takeSign('(')) {
      if (depth >= DEEPEST) throw unreadable(`more than ${DEEPEST} brackets stand within each other`);
      const inner = this.either(depth + 1);
      if (!this.takeSign(')')) throw unreadable('a bracket is not closed');
      return inner;
    }
    if (++this.count > MOST_CONDITIONS) throw unreadable(`it has more than ${MOST_CONDITIONS} conditions`);
    const column = this.take();
    if (column.kind !== 'word' || /^(and|or)$/i.test(column.text))
      throw unreadable(`${said(column)} stands where the name of a column was expected`);
    if (this.takeWord('is')) {
      const isNull = !this.takeWord('not');
      if (!this.takeWord('null')) throw unreadable(`after "${column.text} is" null or not null was expected`);
      return { kind: 'null', column: column.text, isNull };
    }
    const operator = operatorOf(this.take(), column.text);
    const value = this.take();
    if (value.kind === 'end' || value.kind === 'sign')
      throw unreadable(`${said(value)} stands where a value for ${column.text} was expected`);
    return { kind: 'compare', column: column.text, operator, value: { text: value.text, isQuoted: value.kind === 'quoted' } };
  }

  private peek(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: '' };
  }

  private take(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  private takeWord(word: string): boolean {
    const token = this.peek();
    if (token.kind !== 'word' || token.text.toLowerCase() !== word) return false;
    this.at++;
    return true;
  }

  private takeSign(sign: string): boolean {
    const token = this.peek();
    if (token.kind !== 'sign' || token.text !== sign) return false;
    this.at++;
    return true;
  }
}

function operatorOf(token: Token, column: string): Operator {
  const text = token.text.toLowerCase();
  if (token.kind === 'word' && text === 'contains') return 'contains';
  if (token.kind === 'sign' && text !== '(' && text !== ')') return text === '<>' ? '!=' : text === '==' ? '=' : (text as Operator);
  throw unreadable(`after ${column} one of < <= = != >= > contains, is null, is not null was expected, not ${said(token)}`);
}

function said(token: Token): string {
  return token.kind === 'end' ? 'the end' : shown(token.text);
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

function unreadable(what: string): AntiphonError {
  return new AntiphonError('usage', `the filter is no condition such as "objectCount >= 3 and postedAt < 2017-01-01": ${what}`);
}
