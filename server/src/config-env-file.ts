/**
 * Settings from a file, so that none has to stand in a command line: `NAME=value` a line, as systemd's EnvironmentFile
 * reads it. Nothing is expanded. It repeats no value in what it says, for any may be a secret.
 */
import { readFileSync } from 'node:fs'
import { inWords } from './in-words.ts'

type Variables = Readonly<Record<string, string>>

/** What stands in the file; what can't be read is added to the problems. */
export function variablesIn(path: string, problems: string[]): Variables {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    problems.push(`The file of settings ${inWords(error, path)}`)
    return {}
  }
  const variables: Record<string, string> = {}
  for (const [at, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (/^\s*([#;]|$)/.test(line)) continue
    const [, name, given] = LINE.exec(line) ?? []
    const value = given === undefined ? undefined : unquoted(given.trim())
    const where = `Line ${at + 1} of ${path}`
    if (name === undefined) problems.push(`${where} is not NAME=value.`)
    else if (value === undefined) problems.push(`${where} has a quotation mark without its other one.`)
    else if (Object.hasOwn(variables, name)) problems.push(`${where} sets ${name} once more.`)
    else variables[name] = value
  }
  return variables
}

const LINE = /^\s*([A-Za-z_][A-Za-z0-9_]*)=(.*)$/

/** In double quotes a backslash goes before `"`, `\`, `$` and a grave accent; in single quotes all is as it stands. */
function unquoted(given: string): string | undefined {
  if (/^'[^']*'$/.test(given)) return given.slice(1, -1)
  if (/^"([^"\\]|\\.)*"$/.test(given)) return given.slice(1, -1).replace(/\\(["\\$`])/g, '$1')
  return /^["']/.test(given) ? undefined : given
}
