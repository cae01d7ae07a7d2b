/** No line that we tell anyone to run has a secret in an argument: `ps`, sudo's log and a shell's history would have it. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const TOLD = [
  '*.md',
  '{docs,examples,verify,api,cli,server,console,bench,e2e}/**/*.md',
  'scripts/demo.ts',
  'cli/src/*.ts',
  'server/src/http/reference/*.ts',
  'console/src/api-tokens/generated/*.ts',
]

const BAD: Readonly<Record<string, RegExp>> = {
  'a token in the data of curl':
    /curl[^\n|]*\s(-d|--data\S*|--json|-F)\s*['"]?(refresh_token|password|client_secret)=/,
  'a token in a header of curl': /curl[^\n|]*\s(-H|--header)\s*['"]?(csp-auth-token|authorization|cookie):/i,
  'a password of curl': /curl[^\n|]*\s(-u|--user)\s/,
  'a token in a URL of curl': /curl[^\n|]*[?&]refresh_token=/,
  'the content of a file of settings': /\b(env|export)\s+["']?\$\((grep|cat|xargs)/,
  'a secret given to sudo or env': /\b(sudo|env)\b[^\n|]*\bCOUNTERSIGN_(MASTER_KEY|DATABASE_URL)=/,
  'a secret as a flag': /\s--(password|master-key|database-url|token)[= ](?!-file)['"$]/,
}

test('no document, example or printed line puts a secret into an argument', () => {
  const files = globSync(TOLD, { cwd: ROOT, exclude: (path) => /node_modules|dist/.test(String(path)) })
  assert.ok(files.length >= 15)
  for (const file of files) {
    // A line that goes on with a backslash is one.
    const text = readFileSync(join(ROOT, file), 'utf8').replace(/\\\n\s*/g, ' ')
    for (const [what, form] of Object.entries(BAD)) {
      assert.doesNotMatch(text, form, `${what} in ${file}`)
    }
  }
})

test('every form that is looked for is found where it stands', () => {
  const examples = [
    'curl -s https://h/authorize -d refresh_token=$API_TOKEN',
    'curl -H "csp-auth-token: $ACCESS_TOKEN" https://h',
    'curl -u me:secret https://h',
    'curl https://h/authorize?refresh_token=$API_TOKEN',
    "sudo -u x env $(grep -v '^#' /etc/countersign.env) countersign keys list",
    'sudo COUNTERSIGN_MASTER_KEY=abc countersign serve',
    'countersign setup --password "$PASSWORD"',
  ]
  for (const [at, form] of Object.values(BAD).entries()) assert.match(examples[at]!, form)
})
