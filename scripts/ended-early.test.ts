/** The whole check never counts a test file as passed that ended before its last test, however quietly. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const SCRIPT = join(import.meta.dirname, 'test.ts')

const FIRST = `
  import { suite, test } from 'node:test'
  test('first', () => {})`
const FILES: Readonly<Record<string, string>> = {
  // Told first, and what is told of the others waits for it.
  'a-slow-whole': `${FIRST}
    test('second', () => new Promise((resolve) => setTimeout(resolve, 1_500)))`,
  whole: `${FIRST}
    suite('later', async () => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      test('second', () => {})
    })`,
  'in-a-test': `${FIRST}
    test('second', () => process.exit(0))
    test('third', () => { throw new Error() })`,
  'between-tests': `${FIRST}
    setTimeout(() => process.exit(0), 20)
    test('second', () => new Promise((resolve) => setTimeout(resolve, 5_000)))`,
  'in-a-suite': `${FIRST}
    suite('later', async () => {
      setTimeout(() => process.exit(0), 20)
      await new Promise((resolve) => setTimeout(resolve, 5_000))
    })`,
  'while-loading': `${FIRST}
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.exit(0)`,
  'without-a-word': `${FIRST}
    test('second', () => process.reallyExit(0))`,
  'at-once': `process.exit(0)`,
}

test('a test file that ends in the middle with 0 counts as failed, and one that comes to its end as passed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'scripts'))
  await mkdir(join(folder, 'server/testing'), { recursive: true })
  // In place of a database.
  await writeFile(join(folder, 'server/testing/postgres.ts'), 'export {}')
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  for (const [name, text] of Object.entries(FILES)) {
    await writeFile(join(folder, `scripts/${name}.test.ts`), text)
  }
  const { code, output } = await run(folder)
  for (const name of Object.keys(FILES)) {
    const isTold = output
      .split('\n')
      .some((line) => line.startsWith(`✖ scripts/${name}.test.ts`) && /no tests|ended before/.test(line))
    assert.equal(isTold, !name.includes('whole'), `${name}\n${output}`)
  }
  assert.match(output, /passed, 6 failed\n$/)
  assert.equal(code, 1)
})

/** As if nobody was running tests already. */
function run(folder: string): Promise<{ code: number; output: string }> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, 'scripts/'], { cwd: folder, env }, (error, stdout) => {
      resolve({ code: Number(error?.code ?? 0), output: stdout })
    })
  })
}
