/** Without a mail server: each mail is a file, for whoever runs the service to open. Keeps the newest of them. */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import type { MailTransport } from '../domain/mail/mail.ts'
import { messageOf, type Sender } from './message.ts'

const MOST_FILES = 1000

/** `tell` gets the path of each file. */
export function folderTransport(folder: string, sender: Sender, tell: (file: string) => void): MailTransport {
  const transport = createTransport({ streamTransport: true, buffer: true })
  return {
    isSent: false,
    deliver: async (addressed) => {
      try {
        const { message } = await transport.sendMail(messageOf(sender, addressed))
        await mkdir(folder, { recursive: true, mode: 0o700 })
        const file = join(folder, fileName(addressed))
        // Half a mail is never seen under its name.
        await writeFile(`${file}.part`, message as Buffer, { mode: 0o600 })
        await rename(`${file}.part`, file)
        await keepNewest(folder)
        tell(file)
        return { outcome: 'sent', said: `written to ${file}` }
      } catch (error) {
        return { outcome: 'later', trouble: 'unreachable', said: (error as Error).message }
      }
    },
  }
}

/** The same for the same mail, so that one that is written twice is one file; in the order of their times. */
const fileName = ({ writtenAt, messageId }: { writtenAt: number; messageId: string }): string =>
  `${new Date(writtenAt).toISOString().replaceAll(/[:.]/g, '-')}-${messageId.replaceAll(/[^0-9a-f-]/g, '').slice(0, 36)}.eml`

async function keepNewest(folder: string): Promise<void> {
  const mails = (await readdir(folder)).filter((name) => name.endsWith('.eml')).toSorted()
  for (const name of mails.slice(0, -MOST_FILES)) await rm(join(folder, name), { force: true })
}
