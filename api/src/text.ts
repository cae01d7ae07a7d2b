/** What people may type: bounded, one line, no control characters and no marks that reverse the direction of what follows. */
import Type from 'typebox'

/** Controls, halves of characters, line separators, format marks, tags, and fillers that look like nothing. */
const UNSEEN = '\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Cf}\\p{DI}\\u2800'
/** Scripts that are written with joiners (UAX 31, section 2.3); elsewhere one would make two names that look the same. */
const JOINED =
  '\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Nko}\\p{Script=Mongolian}\\p{Script=Devanagari}' +
  '\\p{Script=Bengali}\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}' +
  '\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Khmer}\\p{Script=Myanmar}'
/** Between two that it joins, never at the end; within an emoji too. */
const JOINER = `(?<=[${JOINED}])[\\u200C\\u200D](?=[${JOINED}])`
const EMOJI_JOINER =
  '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F])\\u200D(?=\\p{Extended_Pictographic})'
/** How an emoji or a key is drawn. */
const VARIATION = '(?<=\\p{Extended_Pictographic})[\\uFE0E\\uFE0F]|(?<=[#*0-9])\\uFE0F(?=\\u20E3)'
/**
 * It can be seen, and has no control, no line break, and no mark that hides or turns text; joiners and variation selectors
 * stay where scripts and emoji are written with them. The service judges by the same rule: a test compares the two.
 */
const LINE = `^(?=\\S)(?=.*[\\p{L}\\p{N}\\p{P}\\p{S}])(?:[^${UNSEEN}]|${JOINER}|${EMOJI_JOINER}|${VARIATION})+(?<=\\S)$`

/** One line of text without white space around it. */
export const Line = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: LINE, description })

export const Uuid = (description: string) =>
  Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', maxLength: 36, description })

export const ApiTokenId = Type.String({
  pattern: '^[0-9A-Za-z]{12}$',
  description: 'The public id of an API token',
})

/** A part of what is looked for, in any case and without accents; its words in any order. */
export const SearchText = Type.String({ maxLength: 100, description: 'Words to be found, in any order' })

/** RFC 3339 as it is sent: with an offset, from the year 2000 on; which days a month has is looked at when it is read. */
export const GivenInstant = (description: string) =>
  Type.String({
    pattern:
      '^[2-9]\\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)$',
    maxLength: 40,
    description,
    examples: ['2027-02-28T10:00:00.000Z'],
  })

/** RFC 3339 in UTC, as every instant in an answer. */
export const Instant = (description: string) =>
  Type.String({ description, examples: ['2027-02-28T10:00:00.000Z'] })

export const Nullable = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])

/** Refuses members it doesn't know: a misspelt one is an error, not a silent default. One with a default may be left out. */
export function Strict<Members extends Type.TProperties>(
  members: Members,
  options: Type.TObjectOptions = {},
) {
  const schema = Type.Object(members, { additionalProperties: false, ...options })
  const required = Object.entries(members).filter(
    ([, member]) => !Type.IsOptional(member) && !('default' in member),
  )
  Object.assign(schema, { required: required.map(([name]) => name) })
  return schema
}
