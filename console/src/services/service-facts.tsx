/** What whoever builds the service has to know: its id, which is the audience, the issuer, and where the keys are. */
import type { Service } from '@countersign/api'
import { Copied } from '../frame/copied.tsx'
import { Facts } from '../frame/facts.tsx'
import { Moment } from '../moments/moment.tsx'
import { DISCOVERY_URL } from './published.ts'

type Props = {
  readonly service: Service
  /** Undefined while they are read. */
  readonly issuer: string | undefined
  readonly keysUrl: string | undefined
}

export function ServiceFacts({ service, issuer, keysUrl }: Props) {
  return (
    <Facts
      facts={[
        ['Audience', <Copied what="the audience" text={service.id} />],
        ['Issuer', issuer === undefined ? '…' : <Copied what="the issuer" text={issuer} />],
        [
          'Keys (JWKS)',
          keysUrl === undefined ? '…' : <Copied what="the address of the keys" text={keysUrl} />,
        ],
        ['Discovery', <Copied what="the address of discovery" text={DISCOVERY_URL} />],
        ['Name', <code>{service.name}</code>],
        ['Registered', <Moment at={service.createdAt} isFocusable />],
      ]}
    />
  )
}
