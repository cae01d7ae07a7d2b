/** `countersign serve`: runs the service until it is told to stop. */
import { once } from 'node:events'
import { configHelp, createLogger, serve } from '@countersign/server'
import { asksForHelp, print, type Command } from './command.ts'
import { configuration } from './configuration.ts'

const HELP = `countersign serve: runs the service.

Everything can be set by a flag or in the environment; flags win.
${configHelp()}
`

export const serveCommand: Command = {
  name: 'serve',
  summary: 'Run the service',
  async run(argv) {
    if (asksForHelp(argv)) {
      print(HELP)
      return 0
    }
    const config = configuration(argv)
    const logger = createLogger(config.logLevel, process.stderr)
    const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
    const serving = await serve(config, logger, print)
    await stopped
    logger.info('stopping')
    await serving.stop()
    return 0
  },
}
