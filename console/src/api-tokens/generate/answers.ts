/** What is on the generate form, at first and when it is sent. It checks only what needs no server. */
import type { GenerateApiToken } from '@countersign/api'
import { DEFAULT_LIFETIME, expiryOf } from '../../lifetimes/lifetime.ts'
import { isEmpty, type RoleGroup, type ScopeChoice } from '../../scopes/choice.ts'
import { scopesOf } from '../../scopes/choice-to-scopes.ts'
import { choiceOfNames } from '../../scopes/names-to-choice.ts'
import type { Prefill } from './prefill.ts'

export type Answers = {
  readonly name: string
  readonly lifetime: NonNullable<GenerateApiToken['lifetime']> & { readonly isNever: boolean }
  readonly choice: ScopeChoice
  readonly reminder: { readonly isWanted: boolean; readonly days: number }
}

export type FirstAnswers = {
  readonly answers: Answers
  /** Whether a link filled something in. */
  readonly isPrefilled: boolean
  /** What the link asked for and did not get, in words. */
  readonly leftOut: readonly string[]
}

export function firstAnswers(prefill: Prefill, groups: readonly RoleGroup[]): FirstAnswers {
  const { name, lifetime, scopeNames, notUnderstood } = prefill
  const { choice, unknown } = choiceOfNames(scopeNames, groups)
  return {
    answers: {
      name: name ?? '',
      lifetime: { ...DEFAULT_LIFETIME, ...lifetime, isNever: lifetime === null },
      choice,
      reminder: { isWanted: false, days: 14 },
    },
    isPrefilled: name !== undefined || lifetime !== undefined || scopeNames.length > unknown.length,
    leftOut: [...notUnderstood, ...unknown.map((unknownName) => `“${unknownName}”, which you do not hold`)],
  }
}

export function bodyOf(answers: Answers, groups: readonly RoleGroup[]): GenerateApiToken {
  const { name, choice, reminder } = answers
  const { isNever, ...lifetime } = answers.lifetime
  return {
    name: name.trim(),
    lifetime: isNever ? null : lifetime,
    scopes: scopesOf(choice, groups),
    reminderDays: reminder.isWanted && !isNever ? reminder.days : null,
  }
}

export function wrongAnswers({ name, lifetime, choice, reminder }: Answers, now: number): Record<string, string> {
  const { isNever } = lifetime
  return {
    ...(name.trim() === '' && { name: 'Give the token a name that tells what it is for.' }),
    ...(!isNever && expiryOf(lifetime, now) === undefined && { lifetime: 'Enter a lifetime that makes sense.' }),
    ...(isEmpty(choice) && { scopes: 'Choose all roles, or at least one role or permission.' }),
    ...(reminder.isWanted && !isNever && !isDays(reminder.days) && { reminderDays: 'From 1 to 365 days.' }),
  }
}

const isDays = (days: number): boolean => Number.isInteger(days) && days >= 1 && days <= 365
