/** One step of the schema. A case holds the number of the last step that was applied to it. */
export interface Migration {
  readonly version: number;
  readonly statements: readonly string[];
}

/**
 * The steps from an empty file to today's schema, in order. A released step is never edited: a change is a new step.
 *
 * Identities are dense integers from 0. No table has a primary key: the database checks one row by row, and the loader
 * assigns identities itself. Strings of long identifiers are compressed by FSST at once, as its analysis costs a third of
 * an import otherwise.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    statements: [
      `CREATE TABLE antiphon_case (schema_version INTEGER NOT NULL, created_at TIMESTAMP NOT NULL)`,
      `CREATE TABLE source (
        source_id INTEGER NOT NULL, path VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, format VARCHAR NOT NULL,
        options VARCHAR NOT NULL, record_count BIGINT NOT NULL, kept_count BIGINT NOT NULL, rejected_count BIGINT NOT NULL,
        notes VARCHAR[] NOT NULL, imported_at TIMESTAMP NOT NULL)`,
      `CREATE TABLE reject (source_id INTEGER NOT NULL, record BIGINT NOT NULL, line BIGINT NOT NULL, reason VARCHAR NOT NULL, raw VARCHAR NOT NULL)`,
      `CREATE TABLE account (account_id INTEGER NOT NULL, key VARCHAR NOT NULL, handle VARCHAR, source_id INTEGER NOT NULL)`,
      `CREATE TABLE layer (layer_id UTINYINT NOT NULL, name VARCHAR NOT NULL)`,
      `CREATE TABLE object (object_id INTEGER NOT NULL, layer_id UTINYINT NOT NULL, key VARCHAR USING COMPRESSION fsst NOT NULL)`,
      `CREATE TABLE post (
        post_id INTEGER NOT NULL, key VARCHAR USING COMPRESSION fsst NOT NULL, account_id INTEGER NOT NULL,
        posted_at TIMESTAMP NOT NULL, text VARCHAR USING COMPRESSION fsst, source_id INTEGER NOT NULL, record INTEGER NOT NULL)`,
      `CREATE TABLE share (
        layer_id UTINYINT NOT NULL, object_id INTEGER NOT NULL, account_id INTEGER NOT NULL, post_id INTEGER NOT NULL,
        posted_at TIMESTAMP NOT NULL, precision_seconds INTEGER NOT NULL, source_id INTEGER NOT NULL, record INTEGER NOT NULL)`,
      `CREATE TABLE finding (
        finding_id INTEGER NOT NULL, analysis VARCHAR NOT NULL, version INTEGER NOT NULL, parameters VARCHAR NOT NULL,
        fingerprint VARCHAR NOT NULL, summary VARCHAR[] NOT NULL, figures VARCHAR NOT NULL, tables VARCHAR NOT NULL,
        created_at TIMESTAMP NOT NULL)`,
    ],
  },
  {
    // Posts with text, dated observations of accounts and posts, objects with a canonical form, events.
    version: 2,
    statements: [
      `ALTER TABLE account ADD COLUMN created_at TIMESTAMP`,
      `ALTER TABLE account ADD COLUMN created_precision_seconds INTEGER`,
      `ALTER TABLE object ADD COLUMN canonical_id INTEGER`,
      `ALTER TABLE post ADD COLUMN precision_seconds INTEGER`,
      `ALTER TABLE post ADD COLUMN language VARCHAR`,
      `ALTER TABLE post ADD COLUMN client VARCHAR`,
      `ALTER TABLE post ADD COLUMN kind VARCHAR`,
      `CREATE TABLE account_observation (
        account_id INTEGER NOT NULL, observed_at TIMESTAMP, handle VARCHAR, display_name VARCHAR, description VARCHAR, location VARCHAR,
        url VARCHAR, language VARCHAR, follower_count BIGINT, following_count BIGINT, post_count BIGINT, status VARCHAR,
        source_id INTEGER NOT NULL)`,
      `CREATE TABLE post_observation (
        post_id INTEGER NOT NULL, observed_at TIMESTAMP, like_count BIGINT, repost_count BIGINT, reply_count BIGINT, quote_count BIGINT,
        view_count BIGINT, status VARCHAR, source_id INTEGER NOT NULL)`,
      `CREATE TABLE event (event_id INTEGER NOT NULL, happened_at TIMESTAMP NOT NULL, title VARCHAR NOT NULL, source VARCHAR, source_id INTEGER NOT NULL)`,
    ],
  },
  {
    // The rules by which a layer's objects are compared; layers of before have others than any of today's.
    version: 3,
    statements: [`ALTER TABLE layer ADD COLUMN form VARCHAR`, `UPDATE layer SET form = 'schema-2'`],
  },
  {
    // What a source says of a post that the case does not hold, such as its deletion: kept until the post comes.
    version: 4,
    statements: [
      `CREATE TABLE awaited_post_observation (
        post_key VARCHAR NOT NULL, account_key VARCHAR, observed_at TIMESTAMP, like_count BIGINT, repost_count BIGINT, reply_count BIGINT,
        quote_count BIGINT, view_count BIGINT, status VARCHAR, source_id INTEGER NOT NULL)`,
    ],
  },
  {
    // What an import met on the way: columns, rows that repeat posts, contradictions between sources; the language of posts by their text.
    version: 5,
    statements: [
      `ALTER TABLE source ADD COLUMN repeated_count BIGINT`,
      `ALTER TABLE source ADD COLUMN known_count BIGINT`,
      `CREATE TABLE source_column (
        source_id INTEGER NOT NULL, position INTEGER NOT NULL, name VARCHAR NOT NULL, is_used BOOLEAN NOT NULL, blank_count BIGINT NOT NULL,
        constant VARCHAR, long_number_count BIGINT NOT NULL, rounded_count BIGINT NOT NULL)`,
      `CREATE TABLE conflict (
        entity VARCHAR NOT NULL, entity_id INTEGER NOT NULL, field VARCHAR NOT NULL, kept VARCHAR NOT NULL, stated VARCHAR NOT NULL,
        source_id INTEGER NOT NULL, record INTEGER NOT NULL)`,
      `CREATE TABLE post_language (post_id INTEGER NOT NULL, language VARCHAR, confidence DOUBLE, method VARCHAR NOT NULL)`,
    ],
  },
  {
    // Who speaks for whom and who says so; what others stated; what was seen, from where; accounts that their user marked as public.
    version: 6,
    statements: [
      `ALTER TABLE account ADD COLUMN platform VARCHAR`,
      `CREATE TABLE actor (
        actor_id INTEGER NOT NULL, key VARCHAR NOT NULL, name VARCHAR NOT NULL, polity VARCHAR NOT NULL, polity_code VARCHAR,
        institution VARCHAR, parent_key VARCHAR)`,
      `CREATE TABLE voice (
        voice_id INTEGER NOT NULL, actor_id INTEGER NOT NULL, role VARCHAR NOT NULL, host VARCHAR, host_code VARCHAR,
        platform VARCHAR NOT NULL, handle VARCHAR, account_key VARCHAR, valid_from TIMESTAMP, valid_to TIMESTAMP,
        dates_mean VARCHAR, absent_at TIMESTAMP, attributed_by VARCHAR NOT NULL, attribution_url VARCHAR, note VARCHAR,
        source_id INTEGER NOT NULL, record INTEGER NOT NULL)`,
      `CREATE TABLE voice_account (voice_id INTEGER NOT NULL, account_id INTEGER NOT NULL, matched_by VARCHAR NOT NULL)`,
      `CREATE TABLE public_account (account_id INTEGER NOT NULL, reason VARCHAR NOT NULL, marked_at TIMESTAMP NOT NULL)`,
      `CREATE TABLE figure (
        figure_id INTEGER NOT NULL, subject VARCHAR NOT NULL, measure VARCHAR NOT NULL, value DOUBLE NOT NULL, bound VARCHAR NOT NULL,
        unit VARCHAR, stated_at TIMESTAMP, stated_precision_seconds INTEGER, stated_by VARCHAR NOT NULL, url VARCHAR, note VARCHAR,
        source_id INTEGER NOT NULL, record INTEGER NOT NULL)`,
      `CREATE TABLE access (
        access_id INTEGER NOT NULL, voice VARCHAR NOT NULL, platform VARCHAR NOT NULL, country VARCHAR, status VARCHAR NOT NULL,
        since TIMESTAMP, until TIMESTAMP, stated_reason VARCHAR, stated_by VARCHAR NOT NULL, url VARCHAR, note VARCHAR,
        source_id INTEGER NOT NULL, record INTEGER NOT NULL)`,
      `ALTER TABLE event ADD COLUMN kind VARCHAR`,
      `ALTER TABLE event ADD COLUMN url VARCHAR`,
      `ALTER TABLE event ADD COLUMN precision_seconds INTEGER`,
      ...['account_observation', 'post_observation', 'awaited_post_observation'].flatMap((table) => [
        `ALTER TABLE ${table} ADD COLUMN seen_from VARCHAR`,
        `ALTER TABLE ${table} ADD COLUMN has_login BOOLEAN`,
        `ALTER TABLE ${table} ADD COLUMN stated_reason VARCHAR`,
        `ALTER TABLE ${table} ADD COLUMN evidence VARCHAR`,
      ]),
    ],
  },
  {
    // One vocabulary of statuses, what a source called it kept as evidence; how exact a time is, and whether it is that of the change itself.
    version: 7,
    statements: ['account_observation', 'post_observation', 'awaited_post_observation'].flatMap((table) => [
      `ALTER TABLE ${table} ADD COLUMN observed_precision_seconds INTEGER`,
      `ALTER TABLE ${table} ADD COLUMN is_event BOOLEAN`,
      `UPDATE ${table} SET evidence = coalesce(evidence, status), status = CASE
         WHEN status = 'active' THEN 'alive' WHEN status IN ('refused', 'limited') THEN 'restricted' WHEN status = 'takendown' THEN 'suspended'
         WHEN status = 'deactivated' THEN 'private' ELSE 'unknown' END
       WHERE status NOT IN ('alive', 'edited', 'deleted', 'suspended')`,
    ]),
  },
  {
    // What was done on this machine in the background, and what somebody noted on the case, its findings, accounts and edges.
    version: 8,
    statements: [
      `CREATE TABLE job (
        job_id INTEGER NOT NULL, kind VARCHAR NOT NULL, request VARCHAR NOT NULL, state VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL,
        started_at TIMESTAMP, ended_at TIMESTAMP, finding_ids VARCHAR NOT NULL, result VARCHAR, error_code VARCHAR, error_message VARCHAR)`,
      `CREATE TABLE note (
        note_id INTEGER NOT NULL, subject VARCHAR NOT NULL, finding_id INTEGER, account_id INTEGER, other_account_id INTEGER,
        text VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL, changed_at TIMESTAMP NOT NULL)`,
    ],
  },
  {
    // Where an actor stands between the whole state and a village; when the account of an entry was made, as its list says.
    version: 9,
    statements: [`ALTER TABLE actor ADD COLUMN level VARCHAR`, `ALTER TABLE voice ADD COLUMN opened VARCHAR`],
  },
];

export const SCHEMA_VERSION = MIGRATIONS[MIGRATIONS.length - 1]?.version ?? 0;
