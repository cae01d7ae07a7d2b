/** `countersign reset-password`: for who can't sign in any more and has no owner to ask. */
import { passwordResetLink, Refusal } from '@countersign/server'
import { print, UsageError, whereHelp, type Command } from './command.ts'
import { configuration } from './configuration.ts'

const HELP = `countersign reset-password USERNAME: prints a link with which the person chooses a new password.

It works once, within 24 hours, and ends the sessions of the person; their API tokens stay valid. A newer link takes the
place of an older one. Whoever has the link can use it: hand it over to nobody else.
${whereHelp(['publicUrl'])}`

export const resetPasswordCommand: Command = {
  name: 'reset-password',
  summary: 'Print a link with which a person chooses a new password',
  help: () => HELP,
  async run(argv) {
    const [username, ...rest] = argv
    if (username === undefined || username.startsWith('-'))
      throw new UsageError(['The user name is missing: write it right after the command.'])
    const link = await passwordResetLink(configuration(rest), username).catch((error: unknown) => {
      if (error instanceof Refusal) throw new UsageError([error.detail])
      throw error
    })
    print(link)
    return 0
  },
}
