/** Whether an organization's mails arrive: not sent at all, waiting, failed, and addresses that were refused. */
import { useQuery } from '@tanstack/react-query'
import { Facts } from '../frame/facts.tsx'
import { Lines } from '../frame/lines.tsx'
import { basePath } from '../connection/base-path.ts'
import { Moment } from '../moments/moment.tsx'
import { Notice } from '../problems/notice.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { mailStateQuery } from './mail-queries.ts'
import classes from './mail.module.css'

export function MailStateSection({ organizationId }: { readonly organizationId: string }) {
  const { data, error, refetch } = useQuery(mailStateQuery(organizationId))
  return (
    <section className={classes.section}>
      <h2>Mails</h2>
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={2} label="Reading whether mails arrive" />}
      {data && !data.isSent && (
        <Notice tone="warning" title="Mails are not sent">
          <p>
            No mail server is set. Nobody is reminded or warned, a forgotten password needs a link from an
            owner, and the links of invitations are handed over. Whoever runs the installation sets one:{' '}
            <a href={`${basePath}help/mail`}>how mails are set up</a>.
          </p>
        </Notice>
      )}
      {data && (
        <Facts
          facts={[
            ['Still to be sent', String(data.waiting)],
            ['Given up in 30 days', String(data.failed)],
          ]}
        />
      )}
      {data && data.stoppedAddresses.length > 0 && (
        <div>
          <h3>Addresses that the mail server refused</h3>
          <p>
            Nothing is sent to these any more. Have it mended, then open it again on the page of the person.
          </p>
          <ul className={classes.addresses}>
            {data.stoppedAddresses.map(({ address, stoppedAt, said }) => (
              <li key={address}>
                <bdi>{address}</bdi>, since <Moment at={stoppedAt} />: <q>{said}</q>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}
