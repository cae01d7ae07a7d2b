/** The facts of an API token. */
import type { ApiToken, Organization } from '@countersign/api'
import { useQuery } from '@tanstack/react-query'
import { Facts } from '../../frame/facts.tsx'
import { ShortList } from '../../frame/short-list.tsx'
import { lifetimeInWords } from '../lifetimes/lifetime.ts'
import { Moment } from '../../moments/moment.tsx'
import { groupsOf } from '../scopes/choice.ts'
import { myRolesQuery } from '../../roles/my-roles-query.ts'
import { apiTokensQuery } from '../api-tokens-query.ts'
import { namesOf } from '../scopes/names.ts'
import { scopesInWords } from '../scopes/scopes-in-words.ts'
import { StateLabel } from '../state-label.tsx'
import { LastUse } from './last-use.tsx'
import { TokenLinks } from './token-links.tsx'
import classes from './token-page.module.css'

type Props = { readonly token: ApiToken; readonly organization: Organization }

export function TokenFacts({ token, organization }: Props) {
  const { data: myRoles } = useQuery(myRolesQuery(organization.id))
  const { data: all = [] } = useQuery(apiTokensQuery(organization.id))
  const maker = all.filter(({ id }) => id === token.madeWith)
  const made = all.filter(({ madeWith }) => madeWith === token.id)
  const names = namesOf(myRoles ? groupsOf(myRoles) : [])
  const { expiresAt, lastUse, reminderDays, lifetime, regeneratedAt, revokedAt } = token
  const moment = (at: string) => <Moment at={at} as="date-and-time" isFocusable />
  return (
    <Facts
      facts={[
        ['State', <StateLabel token={token} />],
        token.description === null ? undefined : ['Description', <bdi>{token.description}</bdi>],
        [
          'Scopes',
          <ShortList className={classes.scopes}>
            {scopesInWords(token.scopes, names).map((phrase) => (
              <li key={phrase}>{phrase}</li>
            ))}
          </ShortList>,
        ],
        ['Created', moment(token.createdAt)],
        token.madeWith === null
          ? undefined
          : [
              'Generated with',
              maker.length > 0 ? (
                <TokenLinks tokens={maker} organizationId={organization.id} />
              ) : (
                <code>{token.madeWith}</code>
              ),
            ],
        made.length === 0
          ? undefined
          : ['Generated others', <TokenLinks tokens={made} organizationId={organization.id} />],
        regeneratedAt === null ? undefined : ['Regenerated', moment(regeneratedAt)],
        revokedAt === null ? undefined : ['Revoked', moment(revokedAt)],
        [
          'Expires',
          expiresAt === null ? (
            'Never'
          ) : (
            <>
              {moment(expiresAt)}{' '}
              <span className={classes.soft}>
                (<Moment at={expiresAt} as="from-now" />)
              </span>
            </>
          ),
        ],
        ['Lifetime', lifetime === null ? 'No end' : lifetimeInWords(lifetime)],
        expiresAt === null
          ? undefined
          : ['Reminder', reminderDays === null ? 'None' : `By e-mail, ${daysInWords(reminderDays)} before`],
        ['Last used', lastUse === null ? 'Never' : <LastUse use={lastUse} />],
        [
          'Value',
          <>
            begins with <code>csnt{token.valueId}</code>
          </>,
        ],
        ['Id', <code>{token.id}</code>],
      ]}
    />
  )
}

const daysInWords = (days: number): string => (days === 1 ? '1 day' : `${days} days`)
