/** What goes on paper: the value and what it is, without the rest of the page. In the page only while it prints. */
import type { GeneratedApiToken, Organization } from '@countersign/api'
import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { publicUrl } from '../../connection/base-path.ts'
import { Moment } from '../../moments/moment.tsx'
import classes from './generated-page.module.css'

type Props = {
  readonly generated: GeneratedApiToken
  readonly organization: Organization
  readonly onPrinted: () => void
}

export function PrintedSheet({ generated: { value, apiToken }, organization, onPrinted }: Props) {
  const [isPrinting, setIsPrinting] = useState(false)
  useEffect(() => {
    // Also for whoever prints with the browser's own command.
    const begin = (): void => flushSync(() => setIsPrinting(true))
    const end = (): void => {
      setIsPrinting(false)
      onPrinted()
    }
    addEventListener('beforeprint', begin)
    addEventListener('afterprint', end)
    return () => {
      removeEventListener('beforeprint', begin)
      removeEventListener('afterprint', end)
    }
  }, [onPrinted])
  if (!isPrinting) return null
  return (
    <div className={classes.sheet}>
      <h2>
        API token “<bdi>{apiToken.name}</bdi>”
      </h2>
      <p>
        <code>{value}</code>
      </p>
      <p>
        Of {organization.displayName}, at {publicUrl}.{' '}
        {apiToken.expiresAt === null ? (
          'Never expires.'
        ) : (
          <>
            Expires <Moment at={apiToken.expiresAt} as="date-and-time" />.
          </>
        )}
      </p>
      <p>
        Whoever has this sheet can use the token. Keep it locked away, and revoke the token if it is lost.
      </p>
    </div>
  )
}
