/**
 * The one rule for a line of text that is kept: a name, a description. It can be seen, it stays on one line, it does not
 * turn what follows around, and it is written one way. `api/src/text.ts` describes the same rule to callers.
 */
import { Refusal } from './refusal.ts'

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
const LINE = new RegExp(
  `^(?=\\S)(?=.*[\\p{L}\\p{N}\\p{P}\\p{S}])(?:[^${UNSEEN}]|${JOINER}|${EMOJI_JOINER}|${VARIATION})+(?<=\\S)$`,
  'u',
)

type Field = {
  /** As the caller calls it. */
  readonly field: string
  /** In Unicode code points. */
  readonly most: number
}

/**
 * The text as it is kept: composed (NFC), so that the same name is the same however it was typed.
 * @throws {Refusal} `request_invalid` for what is no such line
 */
export function lineOf(given: string, { field, most }: Field): string {
  const line = given.normalize('NFC')
  if (isLine(line, most)) return line
  const detail =
    `${field} must be one line of 1 to ${most} characters that can be seen, ` +
    'without white space around it and without marks that hide or turn text.'
  throw new Refusal('request_invalid', { detail, fields: { [field]: detail } })
}

/** Its units first: a text that is far too long is not even walked through. */
export const isLine = (text: string, most: number): boolean =>
  text.length <= 2 * most && [...text].length <= most && LINE.test(text)
