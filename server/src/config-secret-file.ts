/** A secret in a file of its own. What is said of it never repeats it. */
import { readFileSync } from 'node:fs'
import { inWords } from './in-words.ts'

/** What stands in the file without its last line break; undefined when it can't be read, which is added to the problems. */
export function secretIn(path: string, variable: string, problems: string[]): string | undefined {
  try {
    const secret = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
    if (secret !== '' && !/[\r\n\0]/.test(secret)) return secret
    problems.push(
      `${variable} must name a file with the secret alone, on one line; ${path} has ${secret === '' ? 'none' : 'more'}.`,
    )
  } catch (error) {
    problems.push(`The file of ${variable} ${inWords(error, path)}`)
  }
  return undefined
}
