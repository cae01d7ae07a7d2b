import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'node:test'

const SOURCES = fileURLToPath(new URL('..', import.meta.url))
const STYLES = dirname(createRequire(import.meta.url).resolve('@mantine/core/styles/Button.css'))

test('every component of Mantine that the console uses comes with its styles', async () => {
  const sheet = await readFile(join(SOURCES, 'app/mantine.css'), 'utf8')
  const used = new Set<string>()
  for await (const file of glob('**/*.tsx', { cwd: SOURCES })) {
    const source = await readFile(join(SOURCES, file), 'utf8')
    const [, names = ''] = /import \{([^}]*)\} from '@mantine\/core'/.exec(source) ?? []
    for (const name of names.split(',')) used.add(name.trim())
  }
  const styled = [...used].filter((name) => name !== '' && existsSync(join(STYLES, `${name}.css`)))
  assert.ok(styled.length > 5)
  assert.deepEqual(
    styled.filter((name) => !sheet.includes(`/${name}.css`)),
    [],
  )
})
