/** Runs a few lines in processes of their own, for what only several processes can show. */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** Runs an ES module, given as text, which must end well; answers what it printed. */
export async function runProcess(code: string, shell = 'exec "$@"'): Promise<string> {
  const conditions = process.execArgv.filter((option) => option.startsWith('--conditions'))
  const child = spawn('sh', [
    '-c',
    shell,
    'sh',
    process.execPath,
    ...conditions,
    '--input-type=module',
    '--eval',
    code,
  ])
  const [output, errors, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on('close', resolve)),
  ])
  if (exitCode === 0) return output
  throw new Error(`The process ended with ${String(exitCode)}:\n${output}${errors}`)
}
