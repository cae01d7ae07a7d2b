/** `countersign serve`: runs the service until it is told to stop. */
import { configHelp, createLogger, serve, toldToStop } from '@countersign/server'
import { isUnderNpm, print, type Command } from './command.ts'
import { configuration } from './configuration.ts'
import { endEarly } from './end-early.ts'

const HELP = `countersign serve: runs the service.

Everything can be set by a flag or in the environment; flags win.
${configHelp()}
`

export const serveCommand: Command = {
  name: 'serve',
  summary: 'Run the service',
  stopsItself: true,
  help: () => HELP,
  async run(argv) {
    const config = configuration(argv)
    // A full disk under the log, or nobody there any more to read it, costs lines of it and never the service.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
    const logger = await createLogger(config.logLevel, process.stderr)
    const stopped = toldToStop({ isUnderNpm })
    const serving = await Promise.race([serve(config, logger, print), stopped])
    if (typeof serving === 'string') return endEarly(serving)
    logger.info({ signal: await stopped }, 'stopping')
    const isOver = await serving.stop()
    if (!isOver) process.exit(0)
    return 0
  },
}
