/** `countersign serve`: runs the service until it is told to stop. */
import { configHelp, createLogger, serve, toldToStop } from '@countersign/server'
import { asksForHelp, isUnderNpm, print } from './command.js'
import { configuration } from './configuration.js'
import { endEarly } from './end-early.js'
const HELP = `countersign serve: runs the service.

Everything can be set by a flag or in the environment; flags win.
${configHelp()}
`
export const serveCommand = {
  name: 'serve',
  summary: 'Run the service',
  stopsItself: true,
  async run(argv) {
    if (asksForHelp(argv)) {
      print(HELP)
      return 0
    }
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
