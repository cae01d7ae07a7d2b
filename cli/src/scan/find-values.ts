/**
 * Finds values of ours in bytes, by marker and checksum: in any text that has ASCII in it, in UTF-16, and in between other
 * bytes. They come in pieces of any size; of what came before only as much is kept as a value may still begin in.
 */
import { tokenStringsIn } from '@countersign/server'

export type FoundValue = {
  readonly value: string
  /** From 1 on. */
  readonly line: number
  /** In bytes, or in units of UTF-16; from 1 on. */
  readonly column: number
}

export type Finder = {
  /** The bytes may be used for something else afterwards. What is found comes in the order in which it stands there. */
  push(bytes: Buffer, isLast: boolean): readonly FoundValue[]
}

const LENGTH = 65
const MARKER = Buffer.from('csn', 'latin1')
/** In both byte orders: what differs is before the first and after the last. */
const MARKER_UTF16 = Buffer.from('c\0s\0n', 'latin1')
const LONGEST = 2 * LENGTH - 1
const NEW_LINE = 10
const NOTHING = Buffer.alloc(0)

export function createFinder(): Finder {
  let kept: Buffer = NOTHING
  /** Where the bytes that are looked at begin, in all that came. */
  let base = 0
  let line = 1
  let lineStart = 0
  let countedTo = 0

  const countTo = (bytes: Buffer, until: number): void => {
    for (let at = countedTo - base; at < until; at++)
      if (bytes[at] === NEW_LINE) {
        line++
        lineStart = base + at + 1
      }
    countedTo = Math.max(countedTo, base + until)
  }
  return {
    push(piece, isLast) {
      const known = kept.length
      const bytes = known === 0 ? piece : Buffer.concat([kept, piece])
      const found = matchesIn(bytes)
        .filter(({ end }) => end > known)
        .map(({ start, value, width }) => {
          countTo(bytes, start)
          return { value, line, column: Math.floor((base + start - lineStart) / width) + 1 }
        })
      if (isLast) return found
      const from = Math.max(0, bytes.length - (LONGEST - 1))
      countTo(bytes, from)
      kept = Buffer.from(bytes.subarray(from))
      base += from
      return found
    },
  }
}

type Match = { readonly start: number; readonly end: number; readonly width: 1 | 2; readonly value: string }

function matchesIn(bytes: Buffer): Match[] {
  const matches: Match[] = []
  for (let at = bytes.indexOf(MARKER); at >= 0; at = bytes.indexOf(MARKER, at + 1)) {
    const [value] = tokenStringsIn(bytes.toString('latin1', at, at + LENGTH))
    if (value !== undefined) matches.push({ start: at, end: at + LENGTH, width: 1, value })
  }
  for (let at = bytes.indexOf(MARKER_UTF16); at >= 0; at = bytes.indexOf(MARKER_UTF16, at + 1)) {
    const [value] = tokenStringsIn(everySecond(bytes.subarray(at, at + LONGEST)))
    if (value !== undefined) matches.push({ start: at, end: at + LONGEST, width: 2, value })
  }
  return matches.toSorted((one, other) => one.start - other.start)
}

/** Empty when there is something in between. */
function everySecond(bytes: Buffer): string {
  for (let at = 1; at < bytes.length; at += 2) if (bytes[at] !== 0) return ''
  return bytes.toString('latin1').replaceAll('\0', '')
}
