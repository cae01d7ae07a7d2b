/** What the README says to type, to the letter, in a clean clone: it starts, and every link that it prints opens a page. */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from '../server/testing/free-port.ts'
import type { Cleanup } from '../server/testing/cleanup.ts'
import { launchBrowser } from './browser.ts'
import { cleanCopy } from './clean-copy.ts'

const README = await readFile(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8')

/** What stands behind `npm ci && ` in the README; what it would install is there. */
const LINES = [...README.matchAll(/^npm ci && (npm .+)$/gm)].map(([, line]) => line!)

suite('in a clean clone', async () => {
  const copy = await cleanCopy({ after })
  const browser = await launchBrowser()
  after(() => browser.close())

  /** A line that goes on until it is stopped; resolves once it has printed that. */
  async function typed(t: Cleanup, line: string, until: RegExp) {
    const child = spawn('sh', ['-c', `exec ${line}`], {
      cwd: copy,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...Object.fromEntries(
          Object.entries(process.env).filter(([name]) => !/^(COUNTERSIGN|npm)_/.test(name)),
        ),
        COUNTERSIGN_PORT: String(await freePort()),
      },
    })
    // Whoever is left of its group.
    t.after(
      async () => void (await promisify(execFile)('kill', ['-9', '--', `-${child.pid}`]).catch(() => {})),
    )
    let output = ''
    const ended = once(child, 'close')
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text
          if (until.test(output)) resolve()
        })
      void ended.then(() => reject(new Error(`${line} ended:\n${output}`)))
    })
    const stop = async (): Promise<void> => {
      child.kill('SIGTERM')
      await ended
    }
    return { output: () => output, stop }
  }

  const filesOfConsole = () => readdir(join(copy, 'console'))

  test('the README says three things to type', () => {
    assert.deepEqual(LINES, ['npm run demo', 'npm test', 'npm start'])
  })

  test('asking for help or the version builds nothing', async () => {
    for (const line of ['npm start -- --help', 'npm run demo -- --version']) {
      const { stdout } = await promisify(execFile)('sh', ['-c', line], { cwd: copy })
      assert.match(stdout, /--port|^0\.[0-9]+\.[0-9]+$/m)
    }
    assert.ok(!(await filesOfConsole()).includes('dist'))
  })

  test('a start that is stopped while it builds leaves nothing half built', async (t) => {
    const { output, stop } = await typed(t, 'npm start', /Building the console/)
    await stop()
    assert.match(output(), /SIGTERM: ended before it was done; it waited for the console to be built/)
    assert.deepEqual(
      (await filesOfConsole()).filter((name) => /dist|building/.test(name)),
      [],
    )
  })

  for (const [line, ready, builds] of [
    ['npm start', /#code=\S+\n/, true],
    ['npm run demo', /Stop with/, false],
  ] as const) {
    test(`${line} prints links that open pages, of a console that is built once`, async (t) => {
      const { output, stop } = await typed(t, line, ready)
      assert.equal(output().includes('Building the console'), builds, output())
      const printed = output()
        .split('\n')
        .filter((each) => !each.includes('echo '))
        .flatMap((each) => each.match(/https?:\/\/[^\s"]*[^\s".]/g) ?? [])
      const links = [...new Set(printed)]
      assert.ok(links.length >= 2, output())
      for (const link of links) {
        const page = await browser.newPage()
        const answer = await page.goto(link)
        assert.equal(answer?.status(), 200, link)
        await page.getByRole('heading').first().waitFor()
        await page.close()
      }
      await stop()
    })
  }

  test('a console that is older than its sources counts as none', async () => {
    const source = 'console/index.html'
    const later = new Date(Date.now() + 60_000)
    await utimes(join(copy, source), later, later)
    const ask = `const { sourceThatIsNewer } = await import(process.argv[1]); console.log(await sourceThatIsNewer())`
    const args = ['--conditions=countersign-source', '--input-type=module', '--eval', ask]
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...args,
      join(copy, 'scripts/console-build.ts'),
    ])
    assert.equal(stdout.trim(), source)
  })
})
