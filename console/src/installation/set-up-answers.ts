/** What the set-up page asks. It checks only what needs no server: the server judges the rest. */
import type { SetUp } from '@countersign/api'

/** The password is typed twice: nobody could reset a mistyped one. */
export type SetUpAnswers = SetUp & { readonly repeated: string }

export const NO_ANSWERS: SetUpAnswers = {
  setupCode: '',
  organizationName: '',
  username: '',
  email: '',
  firstName: '',
  lastName: '',
  password: '',
  repeated: '',
}

export const SET_UP_FIELDS = Object.keys(NO_ANSWERS)

const MISSING: Readonly<Record<keyof SetUpAnswers, string>> = {
  setupCode: 'Enter the code of the one-time link.',
  organizationName: 'Give the organization a name.',
  username: 'Choose a user name.',
  email: 'Enter your e-mail address.',
  firstName: 'Enter your first name.',
  lastName: 'Enter your last name.',
  password: 'Choose a password.',
  repeated: 'Enter the password once more.',
}

export function missingOf(answers: SetUpAnswers): Record<string, string> {
  const missing = Object.entries(MISSING).filter(
    ([name]) => answers[name as keyof SetUpAnswers].trim() === '',
  )
  const differ = answers.repeated.trim() !== '' && answers.password !== answers.repeated
  return {
    ...Object.fromEntries(missing),
    ...(differ && { repeated: 'The two passwords are not the same.' }),
  }
}
