/** Says, before any script is refused for it, when an access token could not carry all of a scope. Nothing otherwise. */
import type { EffectiveScope } from '@countersign/api'
import { Notice } from '../../problems/notice.tsx'

type Overflow = NonNullable<EffectiveScope['overflow']>

const TITLES: Readonly<Record<Overflow, string>> = {
  role_names: 'Too much for one access token',
  no_names: 'Too much for one access token',
  refused: 'Exchanges will be refused',
}
const SENTENCES: Readonly<Record<Overflow, string>> = {
  role_names:
    'The access token would be too long for request headers: it will carry role names only; services fetch the rest.',
  no_names:
    'The access token would be too long for request headers, even with role names only: it will carry no names; services fetch all of them.',
  refused:
    'An access token cannot name so many services. Choose fewer of them, or have each script narrow its exchange, by scope, to the services that it is for.',
}

export const OverflowNote = ({ overflow }: Pick<EffectiveScope, 'overflow'>) =>
  overflow !== null && (
    <Notice tone={overflow === 'refused' ? 'danger' : 'warning'} title={TITLES[overflow]}>
      <p>{SENTENCES[overflow]}</p>
    </Notice>
  )
