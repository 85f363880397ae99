import Type, { type Static } from 'typebox';

/** A number of a finding, job, note or source. */
export const Identity = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });

/** An instant, ISO 8601, UTC. */
export const Instant = Type.String({ description: 'ISO 8601, UTC' });

/** The one shape of every failure. */
export const Failure = Type.Object(
  {
    error: Type.Object(
      {
        code: Type.String({ description: 'One of docs/errors.md.' }),
        message: Type.String({ description: 'What, where, what to do; one line.' }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false, description: 'What went wrong.' },
);
export type Failure = Static<typeof Failure>;

/** Nothing to say but that it is done. */
export const Done = Type.Object({ done: Type.Literal(true) }, { additionalProperties: false });

/** An object of exactly these properties. */
export function exact<P extends Type.TProperties>(properties: P, description?: string) {
  return Type.Object(properties, { additionalProperties: false, ...(description === undefined ? {} : { description }) });
}

export function orNull<S extends Type.TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

/** One of some names. */
export function oneOf<const N extends readonly string[]>(
  names: N,
  options: { readonly description?: string; readonly default?: N[number] } = {},
) {
  return Type.Unsafe<N[number]>(Type.String({ enum: [...names], ...options }));
}
