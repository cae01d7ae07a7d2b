/** What is on the generate form, at first and when it is sent. It checks only what needs no server. */
import type { GenerateApiToken } from '@countersign/api'
import {
  answerOfLifetime,
  type LifetimeAnswer,
  lifetimeOfAnswer,
  wrongLifetime,
} from '../lifetimes/lifetime.ts'
import { isEmpty, type RoleGroup, type ScopeChoice } from '../scopes/choice.ts'
import { scopesOf } from '../scopes/choice-to-scopes.ts'
import { choiceOfNames } from '../scopes/names-to-choice.ts'
import { DEFAULT_REMINDER, type ReminderAnswer, reminderDaysOf, wrongReminder } from '../reminder.ts'
import type { Prefill } from './prefill.ts'

export type Answers = {
  readonly name: string
  readonly description: string
  readonly lifetime: LifetimeAnswer
  readonly choice: ScopeChoice
  readonly reminder: ReminderAnswer
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
      description: '',
      lifetime: answerOfLifetime(lifetime),
      choice,
      reminder: DEFAULT_REMINDER,
    },
    isPrefilled: name !== undefined || lifetime !== undefined || scopeNames.length > unknown.length,
    leftOut: [...notUnderstood, ...unknown.map((unknownName) => `“${unknownName}”, which you do not hold`)],
  }
}

export const bodyOf = (
  { name, description, lifetime, choice, reminder }: Answers,
  groups: readonly RoleGroup[],
): GenerateApiToken => ({
  name: name.trim(),
  description: description.trim() === '' ? null : description.trim(),
  lifetime: lifetimeOfAnswer(lifetime),
  scopes: scopesOf(choice, groups),
  // There is nothing to be reminded of when it never expires, whatever was ticked before.
  reminderDays: lifetime.isNever ? null : reminderDaysOf(reminder),
})

export function wrongAnswers(
  { name, lifetime, choice, reminder }: Answers,
  now: number,
): Record<string, string> {
  const messages = {
    name: name.trim() === '' ? 'Give the token a name that tells what it is for.' : undefined,
    lifetime: wrongLifetime(lifetime, now),
    scopes: isEmpty(choice) ? 'Choose all roles, or at least one role or permission.' : undefined,
    reminderDays: lifetime.isNever ? undefined : wrongReminder(reminder),
  }
  return Object.fromEntries(
    Object.entries(messages).filter(([, message]) => message !== undefined),
  ) as Record<string, string>
}
