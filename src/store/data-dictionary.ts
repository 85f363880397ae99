import { statusNames } from './observation-status.js';

/** Types of columns, as the database writes them. */
export type ColumnType = 'BIGINT' | 'BOOLEAN' | 'DOUBLE' | 'INTEGER' | 'TIMESTAMP' | 'UTINYINT' | 'VARCHAR' | 'VARCHAR[]';

/**
 * How a column stands in a copy for sharing, where names are not shown; a column without one stands as it is.
 *
 * `account`, `post`: under its pseudonym, unless it may be named. `object`: by the rule of its layer. `masked`: without names of private accounts.
 * `file-name`: the last part of a path, masked. `unquoted`: values in quotes left out, the rest masked. `left-out`: none, or '' where there must be
 * one. `public`: of accounts that may be named alone. `text`: of posts of these alone, or of all where texts are shown; masked.
 */
export type SharedForm = 'account' | 'post' | 'object' | 'masked' | 'file-name' | 'unquoted' | 'left-out' | 'public' | 'text';

/** One column of a case. */
export interface DictionaryColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** True if every row has a value. */
  readonly required: boolean;
  readonly meaning: string;
  readonly unit?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly sharedForm?: SharedForm;
  /** Table whose identity it holds, in the column `column` there. */
  readonly refersTo?: { readonly table: string; readonly column: string };
}

/** One table of a case. */
export interface DictionaryTable {
  readonly name: string;
  readonly title: string;
  readonly meaning: string;
  readonly primaryKey: readonly string[];
  readonly columns: readonly DictionaryColumn[];
  /** True for what belongs to this machine and not to the data: no copy of the case holds it. */
  readonly staysHere?: boolean;
}

type Details = Partial<Omit<DictionaryColumn, 'name' | 'type' | 'required' | 'meaning'>>;

/** A column that every row has. */
function always(name: string, type: ColumnType, meaning: string, details: Details = {}): DictionaryColumn {
  return { name, type, required: true, meaning, ...details };
}

/** A column that is blank where the source does not say. */
function maybe(name: string, type: ColumnType, meaning: string, details: Details = {}): DictionaryColumn {
  return { name, type, required: false, meaning, ...details };
}

const LEFT_OUT: Details = { sharedForm: 'left-out' };
const COUNT: Details = { minimum: 0 };

function identity(name: string, meaning: string): DictionaryColumn {
  return always(name, 'INTEGER', meaning, { minimum: 0 });
}

function reference(table: string, meaning: string, name = `${table}_id`): DictionaryColumn {
  const type = table === 'layer' ? 'UTINYINT' : 'INTEGER';
  return always(name, type, meaning, { minimum: 0, refersTo: { table, column: `${table}_id` } });
}

const SOURCE = reference('source', 'The source that said so.');
const RECORD = always('record', 'INTEGER', 'Number of the record in its file, from 1, the header not counted.', { minimum: 1 });

const MASKED: Details = { sharedForm: 'masked' };
const PUBLIC: Details = { sharedForm: 'public' };

/** How an observation was made. */
const CIRCUMSTANCES: readonly DictionaryColumn[] = [
  maybe('seen_from', 'VARCHAR', 'Country from which it was seen, by ISO 3166-1.'),
  maybe('has_login', 'BOOLEAN', 'True if whoever looked was logged in.'),
  maybe('stated_reason', 'VARCHAR', 'The reason that the platform or the source states.', MASKED),
  maybe(
    'evidence',
    'VARCHAR',
    'What the platform or the source answered, such as a status code, a message or a word of its own.',
    LEFT_OUT,
  ),
  maybe('observed_precision_seconds', 'INTEGER', 'Precision of the time of looking, such as 86400 for a day; blank: not stated.', {
    unit: 'seconds',
    minimum: 0,
  }),
  maybe('is_event', 'BOOLEAN', 'True if the time is that of the change itself; blank or false: that of a look.'),
];

const states = (of: 'posts' | 'accounts'): DictionaryColumn =>
  maybe(
    'status',
    'VARCHAR',
    `What became of it, where the source says so: ${statusNames(of)
      .map((name) => `\`${name}\``)
      .join(', ')}.`,
  );

/** What was seen of a post at a moment. */
const POST_COUNTS: readonly DictionaryColumn[] = [
  maybe('observed_at', 'TIMESTAMP', 'When it was seen so; blank: the source does not say.', { unit: 'UTC' }),
  maybe('like_count', 'BIGINT', 'Likes, favourites or positive reactions.', COUNT),
  maybe('repost_count', 'BIGINT', 'Reposts, shares or forwards.', COUNT),
  maybe('reply_count', 'BIGINT', 'Replies or comments.', COUNT),
  maybe('quote_count', 'BIGINT', 'Posts that quote it.', COUNT),
  maybe('view_count', 'BIGINT', 'Views or impressions.', COUNT),
  states('posts'),
  SOURCE,
  ...CIRCUMSTANCES,
];

/** Every table that each case has, and every column of it; tables of findings derive from the declarations of their analyses. */
export const DATA_DICTIONARY: readonly DictionaryTable[] = [
  {
    name: 'antiphon_case',
    title: 'The case',
    meaning: 'One row: the case itself.',
    primaryKey: [],
    columns: [
      always('schema_version', 'INTEGER', 'Version of these tables.', { minimum: 1 }),
      always('created_at', 'TIMESTAMP', 'When the case was made.', { unit: 'UTC' }),
    ],
  },
  {
    name: 'source',
    title: 'Imported files',
    meaning: 'One row a file that was imported; record_count = kept_count + rejected_count.',
    primaryKey: ['source_id'],
    columns: [
      identity('source_id', 'Number of the source, in order of import.'),
      always('path', 'VARCHAR', 'Where the file lay when it was imported.', { sharedForm: 'file-name' }),
      always('sha256', 'VARCHAR', 'SHA-256 of its bytes as they lay on disk, in hex.'),
      always('format', 'VARCHAR', 'The format by which it was read; see docs/formats.md.'),
      always('options', 'VARCHAR', 'Options that change what is read from it, as JSON; mappings and tables of links by their digest.'),
      always('record_count', 'BIGINT', 'Records that were read.', COUNT),
      always('kept_count', 'BIGINT', 'Records that were kept.', COUNT),
      always('rejected_count', 'BIGINT', 'Records that were set aside; they stand in the table reject.', COUNT),
      always('notes', 'VARCHAR[]', 'What the reader noticed: encoding, delimiter, repairs.', { sharedForm: 'unquoted' }),
      always('imported_at', 'TIMESTAMP', 'When it was imported.', { unit: 'UTC' }),
      maybe('repeated_count', 'BIGINT', 'Records whose post stood earlier in the same file; blank: not recorded.', COUNT),
      maybe('known_count', 'BIGINT', 'Posts of the file that the case held before; blank: not recorded.', COUNT),
    ],
  },
  {
    name: 'source_column',
    title: 'Columns of the imported files',
    meaning: 'One row a column of an imported file.',
    primaryKey: ['source_id', 'position'],
    columns: [
      reference('source', 'The file.'),
      always('position', 'INTEGER', 'Place of the column in the file, from 1.', COUNT),
      always('name', 'VARCHAR', 'Its name in the file.', MASKED),
      always('is_used', 'BOOLEAN', 'True if something was taken from it.'),
      always('blank_count', 'BIGINT', 'Records in which it is blank.', COUNT),
      maybe('constant', 'VARCHAR', 'Its one value where all that are not blank are equal, cut after 200 characters.', LEFT_OUT),
      always('long_number_count', 'BIGINT', 'Values that are whole numbers of 15 digits or more.', COUNT),
      always('rounded_count', 'BIGINT', 'Of these, such as seem to have lost digits: they end in 00 or stand as 9.06E+17.', COUNT),
    ],
  },
  {
    name: 'reject',
    title: 'Records set aside',
    meaning: 'One row a record that could not be kept.',
    primaryKey: [],
    columns: [
      reference('source', 'The file in which it stands.'),
      always('record', 'BIGINT', 'Number of the record in its file, from 1, the header not counted.', COUNT),
      always('line', 'BIGINT', 'Line of the file on which it begins, from 1.', COUNT),
      always('reason', 'VARCHAR', 'Why it could not be kept, with the value that is to blame.', { sharedForm: 'unquoted' }),
      always('raw', 'VARCHAR', 'The record as it stands in the file.', LEFT_OUT),
    ],
  },
  {
    name: 'account',
    title: 'Accounts',
    meaning: 'One row an account.',
    primaryKey: ['account_id'],
    columns: [
      identity('account_id', 'Number of the account, in order of first appearance.'),
      always('key', 'VARCHAR', 'Its identifier on the platform.', { sharedForm: 'account' }),
      maybe('handle', 'VARCHAR', 'Its handle when it was first met.', PUBLIC),
      reference('source', 'The source in which it was first met.'),
      maybe('created_at', 'TIMESTAMP', 'When the account was made.', { unit: 'UTC' }),
      maybe('created_precision_seconds', 'INTEGER', 'Precision of that time, such as 86400 for a day.', { unit: 'seconds', minimum: 0 }),
      maybe('platform', 'VARCHAR', 'The platform that it is on; blank: not known.'),
    ],
  },
  {
    name: 'account_observation',
    title: 'What was seen of accounts',
    meaning: 'One row a state of an account that a source shows.',
    primaryKey: [],
    columns: [
      reference('account', 'The account.'),
      maybe('observed_at', 'TIMESTAMP', 'When it was seen so; blank: the source does not say.', { unit: 'UTC' }),
      maybe('handle', 'VARCHAR', 'Its handle then.', PUBLIC),
      maybe('display_name', 'VARCHAR', 'Its name as shown.', PUBLIC),
      maybe('description', 'VARCHAR', 'How it describes itself.', PUBLIC),
      maybe('location', 'VARCHAR', 'Where it says that it is.', PUBLIC),
      maybe('url', 'VARCHAR', 'The link of its profile.', PUBLIC),
      maybe('language', 'VARCHAR', 'Its language by its settings, as the source writes it.', MASKED),
      maybe('follower_count', 'BIGINT', 'Accounts that follow it.', COUNT),
      maybe('following_count', 'BIGINT', 'Accounts that it follows.', COUNT),
      maybe('post_count', 'BIGINT', 'Posts that it had made.', COUNT),
      states('accounts'),
      SOURCE,
      ...CIRCUMSTANCES,
    ],
  },
  {
    name: 'layer',
    title: 'Layers',
    meaning: 'One row a kind of shared object, such as url or hashtag.',
    primaryKey: ['layer_id'],
    columns: [
      always('layer_id', 'UTINYINT', 'Number of the layer.', { minimum: 0 }),
      always('name', 'VARCHAR', 'Its name.'),
      maybe('form', 'VARCHAR', 'The rules by which its objects are compared; blank: as they stand.'),
    ],
  },
  {
    name: 'object',
    title: 'Shared objects',
    meaning: 'One row a thing that posts share: a link, a hashtag, a reposted post, the digest of a text.',
    primaryKey: ['object_id'],
    columns: [
      identity('object_id', 'Number of the object.'),
      reference('layer', 'Its layer.'),
      always('key', 'VARCHAR', 'The object itself.', { sharedForm: 'object' }),
      maybe('canonical_id', 'INTEGER', 'The object that it counts as, where that is another one.', {
        minimum: 0,
        refersTo: { table: 'object', column: 'object_id' },
      }),
    ],
  },
  {
    name: 'post',
    title: 'Posts',
    meaning: 'One row a post.',
    primaryKey: ['post_id'],
    columns: [
      identity('post_id', 'Number of the post.'),
      always('key', 'VARCHAR', 'Its identifier on the platform; `made-…` where the source has none.', { sharedForm: 'post' }),
      reference('account', 'Who posted it.'),
      always('posted_at', 'TIMESTAMP', 'When it was posted.', { unit: 'UTC' }),
      maybe('text', 'VARCHAR', 'Its text, as the source has it.', { sharedForm: 'text' }),
      reference('source', 'The source in which it was first met.'),
      RECORD,
      maybe('precision_seconds', 'INTEGER', 'Precision of the time of posting.', { unit: 'seconds', minimum: 0 }),
      maybe('language', 'VARCHAR', 'Its language as the source writes it.', MASKED),
      maybe('client', 'VARCHAR', 'The program that posted it, in words of its maker.', LEFT_OUT),
      maybe('kind', 'VARCHAR', '`original`, `repost`, `quote` or `reply`.'),
    ],
  },
  {
    name: 'post_observation',
    title: 'What was seen of posts',
    meaning: 'One row a state of a post that a source shows.',
    primaryKey: [],
    columns: [reference('post', 'The post.'), ...POST_COUNTS],
  },
  {
    name: 'awaited_post_observation',
    title: 'What was seen of posts that the case does not hold',
    meaning: 'One row a state of a post, such as its deletion, that waits until the post is imported.',
    primaryKey: [],
    columns: [
      always('post_key', 'VARCHAR', 'The identifier of the post.', { sharedForm: 'post' }),
      maybe('account_key', 'VARCHAR', 'The identifier of its account.', { sharedForm: 'account' }),
      ...POST_COUNTS,
    ],
  },
  {
    name: 'post_language',
    title: 'Languages found from texts',
    meaning: 'One row a post whose language was worked out from its text.',
    primaryKey: [],
    columns: [
      reference('post', 'The post.'),
      maybe('language', 'VARCHAR', 'The language, by ISO 639; blank: not sure enough, or no words.'),
      maybe('confidence', 'DOUBLE', 'How sure that is.', { unit: '0–1', minimum: 0, maximum: 1 }),
      always('method', 'VARCHAR', 'What decided it, with its version.'),
    ],
  },
  {
    name: 'share',
    title: 'Shares',
    meaning: 'One row an object in a post: what analyses of co-sharing read. Rows stand by layer, object and time within an import.',
    primaryKey: [],
    columns: [
      reference('layer', 'The layer of the object.'),
      reference('object', 'What was shared.'),
      reference('account', 'Who shared it.'),
      reference('post', 'In which post.'),
      always('posted_at', 'TIMESTAMP', 'When, as of the post.', { unit: 'UTC' }),
      always('precision_seconds', 'INTEGER', 'Precision of that time.', { unit: 'seconds', minimum: 0 }),
      SOURCE,
      RECORD,
    ],
  },
  {
    name: 'event',
    title: 'Events',
    meaning: 'One row a dated event that stands on time axes.',
    primaryKey: ['event_id'],
    columns: [
      identity('event_id', 'Number of the event.'),
      always('happened_at', 'TIMESTAMP', 'When it happened.', { unit: 'UTC' }),
      always('title', 'VARCHAR', 'What happened, in the words of the table of events.', { sharedForm: 'masked' }),
      maybe('source', 'VARCHAR', 'Who or what documents it.', { sharedForm: 'masked' }),
      reference('source', 'The file that names it.'),
      maybe('kind', 'VARCHAR', 'What kind of event it is, such as event, law or platform rule.'),
      maybe('url', 'VARCHAR', 'Link to where it is documented.', MASKED),
      maybe(
        'precision_seconds',
        'INTEGER',
        'Length of the time that is stated: of a year, a month, a day or a period; 60 or 1 of an instant.',
        { unit: 'seconds', minimum: 0 },
      ),
    ],
  },
  {
    name: 'actor',
    title: 'Actors of the registry',
    meaning: 'One row an office, institution or person in office that speaks for a polity.',
    primaryKey: ['actor_id'],
    columns: [
      identity('actor_id', 'Number of the actor.'),
      always('key', 'VARCHAR', 'What tells actors apart: the identifier of the list, else polity and name.'),
      always('name', 'VARCHAR', 'Its name as published.'),
      always('polity', 'VARCHAR', 'The state or body for which it speaks.'),
      maybe('polity_code', 'VARCHAR', 'Its code by ISO 3166-1 alpha-2.'),
      maybe('institution', 'VARCHAR', 'The institution that it belongs to.'),
      maybe('parent_key', 'VARCHAR', 'Key or name of the actor above it.'),
      maybe(
        'level',
        'VARCHAR',
        'The part of the polity for which it speaks: `supranational`, `national`, `regional`, `district` or `local`.',
      ),
    ],
  },
  {
    name: 'voice',
    title: 'Voices of the registry',
    meaning: 'One row an attribution: an actor, an account that speaks for it, and who says so.',
    primaryKey: ['voice_id'],
    columns: [
      identity('voice_id', 'Number of the attribution.'),
      reference('actor', 'The actor.'),
      always('role', 'VARCHAR', 'Its role, such as embassy, ministry or state media.'),
      maybe('host', 'VARCHAR', 'The country in which it serves.'),
      maybe('host_code', 'VARCHAR', 'Its code by ISO 3166-1 alpha-2.'),
      always('platform', 'VARCHAR', 'The platform of the account.'),
      maybe('handle', 'VARCHAR', 'The handle of the account, without the @.'),
      maybe('account_key', 'VARCHAR', 'The identifier of the account on its platform.'),
      maybe('valid_from', 'TIMESTAMP', 'First instant for which the attribution holds.', { unit: 'UTC' }),
      maybe('valid_to', 'TIMESTAMP', 'Last instant for which it holds; blank: not stated, or still so.', { unit: 'UTC' }),
      maybe('dates_mean', 'VARCHAR', '`office`: dates of the office; `listing`: of standing in the list.'),
      maybe('absent_at', 'TIMESTAMP', 'First look at the list in which it no longer stood.', { unit: 'UTC' }),
      always('attributed_by', 'VARCHAR', 'Who says so.'),
      maybe('attribution_url', 'VARCHAR', 'Where that is published.'),
      maybe('note', 'VARCHAR', 'A note on the attribution.', MASKED),
      reference('source', 'The file that names it.'),
      RECORD,
      maybe('opened', 'VARCHAR', 'When the account was made, as the list says and no more precise: a year, month, day or instant.'),
    ],
  },
  {
    name: 'voice_account',
    title: 'Accounts of the voices',
    meaning: 'One row an account of the case that a voice of the registry speaks through.',
    primaryKey: [],
    columns: [
      reference('voice', 'The voice.'),
      reference('account', 'The account.'),
      always('matched_by', 'VARCHAR', 'How it was found: by its identifier or its handle.'),
    ],
  },
  {
    name: 'public_account',
    title: 'Accounts marked as public',
    meaning: 'One row an account that the user of the case marked as public, with a reason.',
    primaryKey: [],
    columns: [
      reference('account', 'The account.'),
      always('reason', 'VARCHAR', 'Why it counts as public.', MASKED),
      always('marked_at', 'TIMESTAMP', 'When it was marked.', { unit: 'UTC' }),
    ],
  },
  {
    name: 'figure',
    title: 'Figures that others stated',
    meaning: 'One row a published number on an actor or account.',
    primaryKey: ['figure_id'],
    columns: [
      identity('figure_id', 'Number of the figure.'),
      always('subject', 'VARCHAR', 'The actor, account or thing that it is about.', MASKED),
      always('measure', 'VARCHAR', 'What was counted, such as followers.'),
      always('value', 'DOUBLE', 'The number.'),
      always('bound', 'VARCHAR', 'How it is meant: `exact`, `about`, `at-least`, `at-most`, `more-than`, `fewer-than`.'),
      maybe('unit', 'VARCHAR', 'Its unit.'),
      maybe('stated_at', 'TIMESTAMP', 'First instant of the time for which it is stated; blank: not stated.', { unit: 'UTC' }),
      maybe('stated_precision_seconds', 'INTEGER', 'Length of that time: of a year, a month, a day or a period; 60 or 1 of an instant.', {
        unit: 'seconds',
        minimum: 0,
      }),
      always('stated_by', 'VARCHAR', 'Who states it.'),
      maybe('url', 'VARCHAR', 'Where it is published.', MASKED),
      maybe('note', 'VARCHAR', 'A note, such as the words in which it was stated.', MASKED),
      reference('source', 'The file that names it.'),
      RECORD,
    ],
  },
  {
    name: 'access',
    title: 'Access that others stated',
    meaning: 'One row a statement that a voice could or could not be seen on a platform from a country.',
    primaryKey: ['access_id'],
    columns: [
      identity('access_id', 'Number of the statement.'),
      always('voice', 'VARCHAR', 'The voice that it is about.', MASKED),
      always('platform', 'VARCHAR', 'The platform.'),
      maybe('country', 'VARCHAR', 'From where it could or could not be seen, by ISO 3166-1; blank: everywhere.'),
      always('status', 'VARCHAR', '`allowed`, `blocked`, `withheld`, `labelled`, `restricted` or `banned`.'),
      maybe('since', 'TIMESTAMP', 'From when on.', { unit: 'UTC' }),
      maybe('until', 'TIMESTAMP', 'Until when.', { unit: 'UTC' }),
      maybe('stated_reason', 'VARCHAR', 'The reason that was given.', MASKED),
      always('stated_by', 'VARCHAR', 'Who states it.'),
      maybe('url', 'VARCHAR', 'Where it is published.', MASKED),
      maybe('note', 'VARCHAR', 'A note on it.', MASKED),
      reference('source', 'The file that names it.'),
      RECORD,
    ],
  },
  {
    name: 'conflict',
    title: 'Contradictions between sources',
    meaning: 'One row a statement that contradicts what the case holds; what it held was kept.',
    primaryKey: [],
    columns: [
      always('entity', 'VARCHAR', '`account` or `post`.'),
      always('entity_id', 'INTEGER', 'Number of that account or post.', COUNT),
      always('field', 'VARCHAR', 'What the statements disagree on.'),
      always('kept', 'VARCHAR', 'What the case holds.', LEFT_OUT),
      always('stated', 'VARCHAR', 'What this source says instead.', LEFT_OUT),
      reference('source', 'The source that says otherwise.'),
      RECORD,
    ],
  },
  {
    name: 'finding',
    title: 'Findings',
    meaning: 'One row a stored result; its tables stand beside it as finding_NUMBER_TABLE.',
    primaryKey: ['finding_id'],
    columns: [
      always('finding_id', 'INTEGER', 'Number of the finding, from 1.', { minimum: 1 }),
      always('analysis', 'VARCHAR', 'The analysis; see docs/analyses.'),
      always('version', 'INTEGER', 'Its version.', { minimum: 1 }),
      always('parameters', 'VARCHAR', 'Its parameters, as JSON; lists of accounts by their digest.'),
      always('fingerprint', 'VARCHAR', 'SHA-256 of the hashes, formats and options of the sources that it stands on.'),
      always('summary', 'VARCHAR[]', 'The result in sentences.'),
      always('figures', 'VARCHAR', 'The numbers behind them, as JSON.'),
      always('tables', 'VARCHAR', 'Names and row counts of its tables, as JSON.'),
      always('created_at', 'TIMESTAMP', 'When it was made.', { unit: 'UTC' }),
    ],
  },
  {
    name: 'note',
    title: 'Notes',
    meaning: 'One row a note that somebody made on the case, a finding, an account, or the edge between two accounts.',
    primaryKey: ['note_id'],
    columns: [
      always('note_id', 'INTEGER', 'Number of the note, from 1.', { minimum: 1 }),
      always('subject', 'VARCHAR', 'What it is about: `case`, `finding`, `account` or `edge`.'),
      maybe('finding_id', 'INTEGER', 'The finding that it is about, or in which the edge stands.', {
        minimum: 1,
        refersTo: { table: 'finding', column: 'finding_id' },
      }),
      maybe('account_id', 'INTEGER', 'The account, or one end of the edge.', {
        minimum: 0,
        refersTo: { table: 'account', column: 'account_id' },
      }),
      maybe('other_account_id', 'INTEGER', 'The other end of the edge.', {
        minimum: 0,
        refersTo: { table: 'account', column: 'account_id' },
      }),
      always('text', 'VARCHAR', 'The note.', MASKED),
      always('created_at', 'TIMESTAMP', 'When it was made.', { unit: 'UTC' }),
      always('changed_at', 'TIMESTAMP', 'When it was last changed.', { unit: 'UTC' }),
    ],
  },
  {
    name: 'job',
    title: 'Work in the background',
    meaning: 'One row a piece of work that a server was asked for; no copy of a case holds it.',
    primaryKey: ['job_id'],
    staysHere: true,
    columns: [
      always('job_id', 'INTEGER', 'Number of the job, from 1.', { minimum: 1 }),
      always('kind', 'VARCHAR', '`analysis`, `run-all`, `import`, `language` or `report`.'),
      always('request', 'VARCHAR', 'What was asked for, as JSON.'),
      always('state', 'VARCHAR', '`queued`, `running`, `done`, `failed`, `cancelled`, or `interrupted`: the program ended before it.'),
      always('created_at', 'TIMESTAMP', 'When it was asked for.', { unit: 'UTC' }),
      maybe('started_at', 'TIMESTAMP', 'When it began.', { unit: 'UTC' }),
      maybe('ended_at', 'TIMESTAMP', 'When it ended.', { unit: 'UTC' }),
      always('finding_ids', 'VARCHAR', 'Numbers of the findings that it made or found again, as JSON.'),
      maybe('result', 'VARCHAR', 'What it left beside findings, as JSON.'),
      maybe('error_code', 'VARCHAR', 'The failure; see docs/errors.md.'),
      maybe('error_message', 'VARCHAR', 'The failure in a sentence.'),
    ],
  },
];
