/**
 * Reads the definitions of services out of a file: strict JSON, by the same schema as over HTTP and the same rules for what
 * is kept. Whoever wrote it is told every problem at once, each with its place in the file.
 */
import { ServiceInFile } from '@countersign/api'
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import { flawsIn, type Path } from './actions/services/sound-definition.ts'
import type { Settings } from './actions/needs.ts'
import { findingsOf, shortened } from './http/invalid-request.ts'
import { createAjv } from './http/validation.ts'

export type FileProblem = { readonly line: number; readonly column: number; readonly sentence: string }

/** One line for each problem, in the order of the file. */
export class ServicesFileProblems extends Error {
  override readonly name = 'ServicesFileProblems'
  readonly problems: readonly FileProblem[]

  constructor(problems: readonly FileProblem[]) {
    super(problems.map(({ sentence }) => sentence).join('\n'))
    this.problems = problems.toSorted((a, b) => a.line - b.line || a.column - b.column)
  }
}

export type ServicesFile = {
  readonly entries: readonly ServiceInFile[]
  /** What was found to be wrong with an entry later; a path begins with its position. */
  readonly problemAt: (path: Path, sentence: string) => FileProblem
}

/** One service, or a list of them. @throws {ServicesFileProblems} */
export function readServicesFile(text: string, settings: Pick<Settings, 'rightsPerService'>): ServicesFile {
  const problemOn = placesIn(text)
  const root = syntaxTreeOf(text, problemOn)
  const value: unknown = JSON.parse(text)
  const isList = Array.isArray(value)
  const entries = isList ? (value as unknown[]) : [value]
  const problemAt = (path: Path, sentence: string): FileProblem => {
    const within = isList ? path : path.slice(1)
    const place = pathInWords(within)
    return problemOn(offsetAt(root, within), place === '' ? sentence : `${place}: ${sentence}`)
  }
  const problems = [
    ...memberNamesTwice(root).map(({ offset, path }) =>
      problemOn(offset, `${pathInWords(path)}: This is there already. Name each member once.`),
    ),
    ...entries.flatMap((entry, at) =>
      problemsOf(entry, settings).map(({ path, sentence }) => problemAt([at, ...path], sentence)),
    ),
    ...namedAgain(entries).map((at) =>
      problemAt([at, 'name'], 'A service of this name stands before in this file.'),
    ),
  ]
  if (problems.length > 0) throw new ServicesFileProblems(problems)
  return { entries: entries as ServiceInFile[], problemAt }
}

/** @throws {ServicesFileProblems} when it is no JSON */
function syntaxTreeOf(text: string, problemOn: ProblemOn): Node {
  const tooDeep = offsetTooDeep(text)
  if (tooDeep !== undefined) {
    throw new ServicesFileProblems([problemOn(tooDeep, 'More brackets are open here than a definition has.')])
  }
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true })
  if (root !== undefined && errors.length === 0) return root
  const problems = errors.map(({ error, offset }) => problemOn(offset, inWords(printParseErrorCode(error))))
  // What follows in a line comes of the first.
  throw new ServicesFileProblems([
    ...new Map(problems.toReversed().map((problem) => [problem.line, problem])).values(),
  ])
}

type ProblemOn = (offset: number, sentence: string) => FileProblem

function placesIn(text: string): ProblemOn {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset, sentence) => {
    let [line, after] = [0, starts.length]
    while (after - line > 1) {
      const middle = (line + after) >> 1
      if (starts[middle]! <= offset) line = middle
      else after = middle
    }
    return { line: line + 1, column: offset - starts[line]! + 1, sentence }
  }
}

const validate = createAjv({ allErrors: true }).compile<ServiceInFile>(ServiceInFile)

type Found = { readonly path: Path; readonly sentence: string }

function problemsOf(entry: unknown, settings: Pick<Settings, 'rightsPerService'>): Found[] {
  if (!validate(entry)) {
    return findingsOf(validate.errors ?? []).map(({ path, message }) => ({
      path,
      sentence: path.length === 0 ? `A service ${message}.` : `${message}.`,
    }))
  }
  return flawsIn(entry, settings).map(({ path, refusal }) => ({ path, sentence: refusal.detail }))
}

/** Positions of those whose name an entry before has. */
function namedAgain(entries: readonly unknown[]): number[] {
  const names = new Set<unknown>()
  return [...entries.entries()]
    .filter(([, entry]) => {
      const name = (entry as { readonly name?: unknown } | null)?.name
      const isAgain = name !== undefined && names.has(name)
      names.add(name)
      return isAgain
    })
    .map(([at]) => at)
}

/** Each with where it comes again. */
function memberNamesTwice(root: Node): { readonly offset: number; readonly path: Path }[] {
  const twice: { offset: number; path: Path }[] = []
  const open: { node: Node; path: Path }[] = [{ node: root, path: [] }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, path: above } = next
    const names = new Set<string>()
    for (const [at, child] of (node.children ?? []).entries()) {
      const [key, value] = child.type === 'property' ? (child.children ?? []) : [undefined, child]
      const path = [...above, key === undefined ? at : String(key.value)]
      if (value !== undefined) open.push({ node: value, path })
      if (key === undefined) continue
      if (names.has(key.value)) twice.push({ offset: child.offset, path })
      names.add(key.value)
    }
  }
  return twice
}

/** Where the member or the item begins; for one that is missing, what it is missing in. */
function offsetAt(root: Node, path: Path): number {
  let node = root
  let offset = root.offset
  for (const part of path) {
    const children: readonly Node[] = node.children ?? []
    const found =
      node.type === 'array'
        ? children[Number(part)]
        : children.find(({ children: [key] = [] }) => key?.value === part)
    if (found === undefined) return offset
    offset = found.offset
    node = found.type === 'property' ? (found.children?.[1] ?? found) : found
  }
  return offset
}

const pathInWords = (path: Path): string =>
  path
    .map((part) => (/^\d+$/.test(String(part)) ? `[${part}]` : `.${seen(String(part))}`))
    .join('')
    .replace(/^\./, '')

/** A name that nobody checked, as it may be printed to a terminal. */
const seen = (name: string): string =>
  shortened(name).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const DEEPEST = 20

/** The parser goes down with every bracket, and would end with the stack. */
function offsetTooDeep(text: string): number | undefined {
  let depth = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (isInString) {
      if (character === '\\') at++
      else if (character === '"' || character === '\n') isInString = false
    } else if (character === '"') isInString = true
    else if ('[{'.includes(character) && ++depth > DEEPEST) return at
    else if (']}'.includes(character)) depth--
  }
  return undefined
}

const inWords = (code: string): string => SYNTAX[code] ?? 'This is not valid JSON.'

const SYNTAX: Readonly<Record<string, string>> = {
  InvalidSymbol: 'This is no JSON value. Text and names stand in double quotes.',
  InvalidNumberFormat: 'This is no number.',
  PropertyNameExpected: 'The name of a member is missing, in double quotes; no comma stands after the last.',
  ValueExpected: 'A value is missing; no comma stands after the last.',
  ColonExpected: 'A colon is missing after the name of the member.',
  CommaExpected: 'A comma is missing.',
  CloseBraceExpected: 'A closing brace } is missing.',
  CloseBracketExpected: 'A closing bracket ] is missing.',
  EndOfFileExpected: 'Something stands after the end. Several services stand in one list: [ … , … ].',
  InvalidCommentToken: 'JSON has no comments.',
  UnexpectedEndOfComment: 'JSON has no comments.',
  UnexpectedEndOfString: 'The quotes of this text are not closed in its line.',
  UnexpectedEndOfNumber: 'This number is cut short.',
  InvalidUnicode: 'After \\u stand four hexadecimal digits.',
  InvalidEscapeCharacter: 'JSON knows no such escape after a backslash.',
  InvalidCharacter: 'A control character stands in a text. Write it as an escape.',
}
