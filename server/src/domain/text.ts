/**
 * The one rule for a line of text that is kept: a name, a description. It can be seen, it stays on one line, it does not
 * turn what follows around, and it is written one way. `api/src/text.ts` describes the same rule to callers.
 */
import { Refusal } from './refusal.ts'

/** Joiners and variation selectors, which scripts and emoji are written with. */
const JOINERS = '\\u200C\\u200D\\uFE0E\\uFE0F'
/** Controls, halves of characters, line separators, format marks, tags, and fillers that look like nothing. */
const UNSEEN = '\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Cf}\\p{DI}\\u2800'
const LINE = new RegExp(
  `^(?=\\S)(?=.*[\\p{L}\\p{N}\\p{P}\\p{S}])(?:[^${UNSEEN}]|[${JOINERS}])+(?<=\\S)$`,
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
  // Its units first: a text that is far too long is not even walked through.
  const isShortEnough = line.length <= 2 * most && [...line].length <= most
  if (isShortEnough && LINE.test(line)) return line
  const detail =
    `${field} must be one line of 1 to ${most} characters that can be seen, ` +
    'without white space around it and without marks that hide or turn text.'
  throw new Refusal('request_invalid', { detail, fields: { [field]: detail } })
}
