/** An organization's rules for its API tokens. */
import Type, { type Static } from 'typebox'
import { Strict } from './text.ts'

export const Policies = Strict({
  tokensMayAdminister: Type.Boolean({
    description:
      'Whether API tokens may be given the scope “administration”, with which their access tokens may make changes at Countersign itself. Off in a new organization',
  }),
})
export type Policies = Static<typeof Policies>
