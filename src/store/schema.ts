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
];

export const SCHEMA_VERSION = MIGRATIONS[MIGRATIONS.length - 1]?.version ?? 0;
